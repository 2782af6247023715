import { expect, test } from 'vitest';
import { isArriving, withArriving } from '../../source/model/arriving-mark.ts';
import { readConfig } from '../../source/model/config.ts';
import { movedMark, withMark, withoutMark } from '../../source/model/moved-mark.ts';

const plain = 'lxc.uts.name = web1\nlxc.start.auto = 1\nlxc.group = onboot\n';
const id = '20260101-000000-web1-abcd';
const arriving = withArriving(plain, id);

const read = (text: string) => readConfig('/c', new Map([['/c', text]]));

test('what is being moved to a host is not started by its boot, and can be restored', () => {
	const config = read(arriving);
	expect(config.get('lxc.start.auto')?.value).toBe('0');
	expect(config.getAll('lxc.hook.pre-start')).toEqual([]);
	expect(config.problems).toEqual([]);
	expect(isArriving(arriving)).toBe(true);
	expect(isArriving(plain)).toBe(false);
});

test('whoever finds it reads what it is and what can be done', () => {
	expect(arriving).toContain(`lxc-ferry resume ${id} (or rollback)`);
	const hostile = withArriving(plain, 'i\nlxc.hook.start = /bin/sh\u001b[31m');
	expect(hostile.split('\n').filter((line) => line.startsWith('lxc.'))).toHaveLength(4);
});

test('nothing is left of it, and it does not count as moved away', () => {
	expect(withoutMark(arriving)).toBe(plain);
	expect(withArriving(arriving, 'another')).toBe(arriving.replaceAll(id, 'another'));
	expect(movedMark(arriving)).toBeUndefined();
	const moved = { id, to: 'beta', at: '2026-01-01T00:00:00Z' };
	expect(withMark(arriving, moved)).toBe(withMark(plain, moved));
	expect(isArriving(withMark(arriving, moved))).toBe(false);
});

test('it has the last word over an included file', () => {
	const files = new Map([
		['/c', withArriving('lxc.include = /more', id)],
		['/more', 'lxc.start.auto = 1\n'],
	]);
	expect(readConfig('/c', files).get('lxc.start.auto')?.value).toBe('0');
});
