import { expect, test } from 'vitest';
import { census } from '../../source/hosts/census.ts';
import type { Host } from '../../source/hosts/host.ts';
import { UnreachableError } from '../../source/model/error.ts';

const says = (exit: number, stdout = ''): Host =>
	({ name: 'alpha', run: async () => ({ exit, stdout, stderr: '' }) }) as unknown as Host;
const web1 = { lxcPath: '/var/lib/lxc', name: 'web1' };

test('lists the processes of a container, with printable names', async () => {
	expect(await census(says(0, '1 120 systemd\n7 3 a \u001b[2Jb\n'), web1)).toEqual([
		{ pid: 1, ticks: 120, name: 'systemd' },
		{ pid: 7, ticks: 3, name: expect.not.stringContaining('\u001b') },
	]);
});

test('nothing runs only where the host says so', async () => {
	expect(await census(says(3), web1)).toBeUndefined();
	// lxc-info that was ended by timeout(1), sudo that refused, a shell that was killed.
	for (const exit of [124, 1, 137]) await expect(census(says(exit), web1)).rejects.toThrow(UnreachableError);
});
