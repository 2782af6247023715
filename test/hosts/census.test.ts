import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { census } from '../../source/hosts/census.ts';
import { runHere } from '../../source/hosts/command.ts';
import type { Host } from '../../source/hosts/host.ts';
import { UnreachableError } from '../../source/model/error.ts';

const says = (exit: number, stdout = '', stderr = ''): Host =>
	({ name: 'alpha', run: async () => ({ exit, stdout, stderr }) }) as unknown as Host;
const web1 = { lxcPath: '/var/lib/lxc', name: 'web1' };

test('lists the processes of a container, with printable names', async () => {
	expect(await census(says(0, '1 120 systemd\n7 3 a \u001b[2Jb\n'), web1)).toEqual([
		{ pid: 1, ticks: 120, name: 'systemd' },
		{ pid: 7, ticks: 3, name: expect.not.stringContaining('\u001b') },
	]);
});

test('nothing runs only where the host says so', async () => {
	expect(await census(says(3), web1)).toBeUndefined();
	expect(await census(says(1, '', "web1 doesn't exist\n"), web1)).toBeUndefined();
	// lxc-info that was ended by timeout(1), sudo that refused, a shell that was killed.
	for (const exit of [124, 1, 127, 137])
		await expect(census(says(exit), web1)).rejects.toThrow(UnreachableError);
});

/** This machine, with a lxc-info that is this script. */
const withLxcInfo = (script: string): Host => {
	const dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-census-'));
	onTestFinished(() => rmSync(dir, { recursive: true }));
	writeFileSync(join(dir, 'lxc-info'), `#!/bin/sh\n${script}\n`);
	chmodSync(join(dir, 'lxc-info'), 0o700);
	const env = ['env', `PATH=${dir}:${process.env['PATH']}`];
	return { name: 'alpha', run: (argv, options) => runHere([...env, ...argv], options) } as Host;
};

test('the script tells a container that is stopped from a lxc-info that is broken', async () => {
	expect(await census(withLxcInfo('exit 0'), web1)).toBeUndefined();
	expect(await census(withLxcInfo(`echo "web1 doesn't exist" >&2; exit 1`), web1)).toBeUndefined();
	for (const broken of ['echo no library >&2; exit 127', 'exit 1', 'echo odd', 'kill -KILL $$'])
		await expect(census(withLxcInfo(broken), web1)).rejects.toThrow(UnreachableError);
});

test.runIf(process.getuid?.() === 0)('a process that has ended is not counted', async () => {
	// Its init waits for nobody: the second one stays as a zombie.
	const words = ['-pf', '--kill-child', 'perl', '-e', 'fork || exit; sleep 60'];
	const outer = spawn('/usr/bin/unshare', words, { stdio: 'ignore' });
	onTestFinished(() => void outer.kill('SIGKILL'));
	const init = await vi.waitFor(() => {
		const pid = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
		expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('perl\n');
		const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
		expect(readFileSync(`/proc/${child}/status`, 'utf8')).toMatch(/^State:\s+Z/m);
		return pid;
	});
	const host = withLxcInfo(`echo ${init}`);
	expect((await census(host, web1))?.map(({ pid, name }) => [pid, name])).toEqual([[1, 'perl']]);
});
