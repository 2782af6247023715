import { expect, test } from 'vitest';
import type { Host } from '../../source/hosts/host.ts';
import { containerState } from '../../source/hosts/lxc.ts';
import { UnreachableError } from '../../source/model/error.ts';

const says = (exit: number, stdout = '', stderr = ''): Host =>
	({ name: 'alpha', run: async () => ({ exit, stdout, stderr }) }) as unknown as Host;
const web1 = { lxcPath: '/var/lib/lxc', name: 'web1' };

test('a container is there or not by the words of LXC alone', async () => {
	expect(await containerState(says(0, 'RUNNING\n'), web1)).toBe('RUNNING');
	expect(await containerState(says(1, '', "web1 doesn't exist\n"), web1)).toBeUndefined();
	expect(await containerState(says(1, '', "sudo: of a plugin\nweb1 doesn't exist\n"), web1)).toBeUndefined();
});

test.each([
	['ended by timeout(1)', 124, '', ''],
	['sudo that refuses', 1, '', 'sudo: a password is required\n'],
	['a library that is missing', 127, '', 'lxc-info: error while loading shared libraries: liblxc.so.1\n'],
	['no right to look', 1, '', 'Insufficent privileges to control web1\n'],
	["another's words", 1, '', "web doesn't exist\n"],
	['a monitor that does not answer', 0, '(null)\n', ''],
	['nothing at all', 0, '', ''],
] as const)('%s says nothing about it', async (_, exit, stdout, stderr) => {
	await expect(containerState(says(exit, stdout, stderr), web1)).rejects.toThrow(UnreachableError);
});
