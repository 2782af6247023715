import { expect, test } from 'vitest';
import { leftovers, removeLeftover } from '../../source/engine/clean.ts';
import type { Host } from '../../source/hosts/host.ts';
import { FerryError, UnreachableError } from '../../source/model/error.ts';
import { withMark } from '../../source/model/moved-mark.ts';

const lock = { kind: 'lock', path: '/l', migration: 'id', needed: false } as const;

/** A host whose first commands fail with these errors. */
const failing = (...errors: Error[]) => {
	const asked: string[] = [];
	const run = async (argv: string[]) => {
		asked.push(argv.join(' '));
		const error = errors.shift();
		if (error) throw error;
		return { exit: 0, stdout: '', stderr: '', ms: 1 };
	};
	return { host: { name: 'beta', run } as unknown as Host, asked };
};

test('a connection that broke just then is no reason to leave something behind', async () => {
	const { host, asked } = failing(new UnreachableError({ what: 'ssh could not reach beta' }));
	expect(await removeLeftover(host, lock)).toBe(true);
	expect(asked).toEqual(['rm -f -- /l', 'rm -f -- /l']);
});

test('a host that stays away is told of, and so is any other failure', async () => {
	const gone = () => new UnreachableError({ what: 'gone' });
	await expect(removeLeftover(failing(gone(), gone()).host, lock)).rejects.toThrow('gone');
	await expect(removeLeftover(failing(new FerryError({ what: 'odd' })).host, lock)).rejects.toThrow('odd');
});

test('a mark is needed as long as its migration holds its lock', async () => {
	const marked = withMark('', { id: 'mine', to: 'beta', at: 'then' });
	const found = async (migration: string) => {
		const listed = `lock\t${migration}\t/locks/web1\nmark\t\t/var/lib/lxc/web1/config\n`;
		const run = async ([program]: string[]) => ({
			exit: 0,
			stdout: program === 'tail' ? marked : listed,
			stderr: '',
			ms: 1,
		});
		return leftovers({ name: 'alpha', run } as unknown as Host);
	};
	const mark = { kind: 'mark', migration: 'mine', container: 'web1' };
	expect(await found('mine')).toContainEqual(expect.objectContaining({ ...mark, needed: true }));
	expect(await found('another')).toContainEqual(expect.objectContaining({ ...mark, needed: false }));
});
