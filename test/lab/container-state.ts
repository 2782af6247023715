// Where a container runs, read from the hosts' cgroups, and how it is brought back to its first state.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostCgroup, removeCgroup } from './cgroups.ts';
import { containers } from './containers/index.ts';
import { labExec } from './exec.ts';
import {
	type ContainerName,
	containerNames,
	type HostName,
	hostDirectory,
	lxcHosts,
	lxcPath,
} from './paths.ts';
import { initOf, kill, processesInside } from './processes.ts';

/** The container's cgroups on a host: LXC appends -1 and so on where one was left behind. */
function cgroupsOf(host: HostName, name: string, kind = '(payload|monitor)'): string[] {
	const pattern = new RegExp(`^lxc\\.${kind}\\.${name}(-\\d+)?$`);
	try {
		return readdirSync(hostCgroup(host))
			.filter((entry) => pattern.test(entry))
			.map((entry) => join(hostCgroup(host), entry));
	} catch {
		return [];
	}
}

/** Whether any process of the container exists on the host, seen from outside. */
export function runsOn(host: HostName, name: string): boolean {
	return cgroupsOf(host, name, 'payload').some(isPopulated);
}

/** The pid (of this machine) of the container's first process on the host. */
export function containerInit(host: HostName, name: string): number | undefined {
	return cgroupsOf(host, name, 'payload')
		.flatMap(processesBelow)
		.find((pid) => {
			try {
				return /^NSpid:.*\s1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
			} catch {
				return false;
			}
		});
}

function processesBelow(cgroup: string): number[] {
	const own = readFileSync(join(cgroup, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
	const below = readdirSync(cgroup, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return [...own, ...below.flatMap(({ name }) => processesBelow(join(cgroup, name)))];
}

function isPopulated(cgroup: string): boolean {
	try {
		return readFileSync(join(cgroup, 'cgroup.events'), 'utf8').includes('populated 1');
	} catch {
		return false;
	}
}

/** The hosts on which the container runs: one in good times. */
export const hostsOf = (name: string): HostName[] => lxcHosts.filter((host) => runsOn(host, name));

export const runsSomewhere = (name: ContainerName): boolean => hostsOf(name).length > 0;

/** Ends the container on the host, whatever state it is in. */
async function endContainer(host: HostName, name: ContainerName): Promise<void> {
	const cgroups = cgroupsOf(host, name);
	for (const cgroup of cgroups) await writeFile(join(cgroup, 'cgroup.kill'), '1').catch(() => undefined);
	for (let waited = 0; cgroups.some(isPopulated); waited += 20) {
		if (waited > 10_000) throw new Error(`${name} does not end on ${host}`);
		await sleep(20);
	}
	await Promise.all(cgroups.map(removeCgroup));
}

/** Programs of a migration that may still be under way on a host. */
const migrating = /^(criu|rsync|lxc-checkpoint|lxc-start|lxc-wait)$/;

/** Ends what a migration left running on a host: all of it, or what has the container's name in its arguments. */
async function endStrays(host: HostName, name?: string): Promise<void> {
	for (const { pid, argv } of processesInside(host)) {
		const isOurs =
			migrating.test(basename(argv[0] ?? '')) || argv.some((word) => word.startsWith('/opt/lxc-ferry/dist/'));
		const concerns = name === undefined || argv.some((word) => word.split(/[/:=]/).includes(name));
		if (isOurs && concerns) kill(pid);
	}
}

/** What lxc-ferry may have left in a host's files. */
async function removeLeftovers(host: HostName): Promise<void> {
	const root = `/proc/${initOf(host)}/root`;
	for (const path of ['var/lib/lxc-ferry', 'run/lxc-ferry', 'run/lxc-ferry.lock'])
		await rm(join(root, path), { recursive: true, force: true });
	for (const name of await readdir(lxcPath(host)).catch(() => []))
		if (name.startsWith('.')) await rm(join(lxcPath(host), name), { recursive: true, force: true });
}

async function start(name: ContainerName): Promise<void> {
	const { ready } = containers[name];
	const log = ['-o', `/var/log/lxc/${name}.log`, '-l', 'WARN'];
	await labExec('alpha', ['lxc-start', '-n', name, '-d', ...log], { timeout: 30_000 });
	for (let attempt = 0; attempt < 300; attempt++) {
		if (!(await labExec('alpha', ready, { reject: false, timeout: 10_000 })).failed) return;
		await sleep(50);
	}
	throw new Error(`${name} runs but does not do its work: ${ready.join(' ')}`);
}

async function moveAway(path: string, away: string): Promise<string> {
	if (existsSync(path)) {
		await rm(away, { recursive: true, force: true });
		await rename(path, away);
	}
	return away;
}

/** Ends a container and takes it away from both hosts: for tests that choose what is there. */
export async function removeContainer(name: ContainerName): Promise<void> {
	for (const host of lxcHosts) {
		await endStrays(host, name);
		await endContainer(host, name);
		await rm(join(lxcPath(host), name), { recursive: true, force: true });
	}
}

/** Puts one container back: not on beta, new and running on alpha. */
export async function resetContainer(name: ContainerName): Promise<void> {
	for (const host of lxcHosts) {
		await endStrays(host, name);
		await endContainer(host, name);
	}
	const staging = join(hostDirectory('alpha'), 'staging', name);
	const unfinished = join(staging, 'new');
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(staging, { recursive: true });
	const old = await Promise.all(
		lxcHosts.map((host) => moveAway(join(lxcPath(host), name), join(staging, host))),
	);
	await containers[name].create(unfinished, old);
	await rename(unfinished, join(lxcPath('alpha'), name));
	await rm(staging, { recursive: true, force: true });
	await start(name);
}

/** Puts containers back and removes everything else that lxc-ferry may have left on the hosts. */
export async function reset(names: readonly ContainerName[] = containerNames): Promise<void> {
	const all = names.length === containerNames.length;
	for (const host of lxcHosts) {
		if (all) await endStrays(host);
		await removeLeftovers(host);
	}
	await Promise.all(names.map(resetContainer));
}
