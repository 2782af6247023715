import { expect, test } from 'vitest';
import { isId } from '../../source/engine/journal.ts';
import { newId } from '../../source/engine/launch.ts';

test('of two migrations in one second the id of the later one sorts later, whatever the containers are called', () => {
	const ids = ['web9', 'web1', 'a'].map((name, index) =>
		newId(name, new Date(Date.UTC(2026, 10, 25, 22, 42, 38, 107 + index))),
	);
	expect(ids[0]).toMatch(/^20261125-224238\.107-web9-[0-9a-f]{4}$/);
	expect(ids.toSorted()).toEqual(ids);
});

test('an id is one file name, whatever the container is called', () => {
	for (const name of ['web1', '../../etc', 'a b', 'ü'.repeat(300)]) {
		expect(newId(name)).toSatisfy(isId);
		expect(newId(name)).not.toContain('/');
		expect(newId(name).length).toBeLessThan(80);
	}
});
