// With real inits in a cgroup of a container's name, where this machine has cgroup v2.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runHere } from '../../source/hosts/command.ts';
import type { Host } from '../../source/hosts/host.ts';
import { anyLeft, endOrphans } from '../../source/hosts/orphans.ts';
import { UnreachableError } from '../../source/model/error.ts';

const top = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((dir) => existsSync(`${dir}/cgroup.procs`));
const unshare = { x64: 272, arm64: 97 }[process.arch as string];
const possible = process.getuid?.() === 0 && top !== undefined && unshare !== undefined;
const here = { name: 'alpha', run: runHere } as unknown as Host;

const unique = `ferry-test-${process.pid}`;
const made = (make: () => string, remove: (path: string) => void): string => {
	const path = make();
	onTestFinished(() => remove(path));
	return path;
};
const newDir = () =>
	made(
		() => mkdtempSync(join(tmpdir(), 'lxc-ferry-orphans-')),
		(dir) => rmSync(dir, { recursive: true }),
	);

const lives = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** The init of a pid namespace in the cgroup of a container; above it a process with this title. */
const initIn = async (cgroup: string, title = 'somebody'): Promise<number> => {
	const group = made(
		() => {
			mkdirSync(`${top}/${cgroup}`);
			return `${top}/${cgroup}`;
		},
		(dir) => rmdirSync(dir),
	);
	// CLONE_NEWPID of unshare(2): what it starts next is an init, and its own command line is the title alone.
	const titled = `$0 = $ARGV[0]; syscall(${unshare}, 0x20000000) == 0 or die; exec "sleep", "60" unless fork; wait`;
	const above = spawn('perl', ['-e', titled, title], { stdio: 'ignore' });
	const init = await vi.waitFor(() => {
		const pid = readFileSync(`/proc/${above.pid}/task/${above.pid}/children`, 'utf8').trim();
		expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('sleep\n');
		return Number(pid);
	});
	writeFileSync(`${group}/cgroup.procs`, String(init));
	onTestFinished(async () => {
		above.kill('SIGKILL');
		if (lives(init)) process.kill(init, 'SIGKILL');
		await vi.waitUntil(() => readFileSync(`${group}/cgroup.procs`, 'utf8') === '');
	});
	return init;
};

test.runIf(possible)('a container whose LXC has died is not one that is not there', async () => {
	const [place, staging] = [{ name: unique, lxcPath: newDir() }, newDir()];
	expect(await anyLeft(here, place, staging)).toBe(false);
	await initIn(`lxc.payload.${unique}-1`);
	expect(await anyLeft(here, place, staging)).toBe(true);
});

test.runIf(possible)('what a killed CRIU left is ended, where a restore was tried', async () => {
	const [place, staging] = [{ name: unique, lxcPath: newDir() }, newDir()];
	writeFileSync(join(staging, 'restore.gate'), '');
	const init = await initIn(`lxc.payload.${unique}`);
	expect(await anyLeft(here, place, staging)).toBe(false);
	expect(await endOrphans(here, place)).toBe(true);
	expect(lives(init)).toBe(false);
});

test.runIf(possible)('its own LXC still has it, whatever lxc-info says', async () => {
	const [place, staging] = [{ name: unique, lxcPath: newDir() }, newDir()];
	writeFileSync(join(staging, 'restore.gate'), '');
	const init = await initIn(`lxc.payload.${unique}`, `[lxc monitor] ${place.lxcPath} ${unique}`);
	expect(await anyLeft(here, { ...place, lxcPath: `${place.lxcPath}/` }, staging)).toBe(true);
	expect(await endOrphans(here, place)).toBe(true);
	expect(lives(init)).toBe(true);
});

test.runIf(possible)('a container of a longer name is none of its business', async () => {
	const [place, staging] = [{ name: unique, lxcPath: newDir() }, newDir()];
	mkdirSync(join(place.lxcPath, `${unique}-2`));
	writeFileSync(join(place.lxcPath, `${unique}-2`, 'config'), '');
	const init = await initIn(`lxc.payload.${unique}-2`);
	expect(await anyLeft(here, place, staging)).toBe(false);
	expect(await endOrphans(here, place)).toBe(true);
	expect(lives(init)).toBe(true);
});

test('a host that fails to look says nothing', async () => {
	const broken = { name: 'alpha', run: async () => ({ exit: 1, stdout: '', stderr: '' }) } as unknown as Host;
	await expect(anyLeft(broken, { name: 'a', lxcPath: '/l' }, '/s')).rejects.toThrow(UnreachableError);
});
