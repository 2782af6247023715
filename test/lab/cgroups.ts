// The cgroups of the hosts: each has one of its own in this machine's v2 hierarchy, which it takes for the root.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { base, type HostName, namespaceOf } from './paths.ts';

/** Mount points of this machine's cgroup hierarchies of one version. */
const mounted = (type: 'cgroup' | 'cgroup2'): string[] =>
	readFileSync('/proc/mounts', 'utf8')
		.split('\n')
		.map((mount) => mount.split(' '))
		.filter((fields) => fields[2] === type && !fields[1]?.startsWith(base))
		.map((fields) => fields[1] ?? '');

/** The v2 hierarchy: the only one on a new machine, `unified` on a hybrid one. */
function cgroupRoot(): string {
	const [first] = mounted('cgroup2');
	if (!first) throw new Error('no cgroup v2 hierarchy is mounted: mount -t cgroup2 cgroup2 /sys/fs/cgroup');
	return first;
}

export const hostCgroup = (host: HostName): string => join(cgroupRoot(), namespaceOf(host));

/**
 * Without a controller LXC gives CRIU a cgroup path that does not exist, so the host's cgroup gets what there
 * is. But none may go further down: lxc-checkpoint puts itself into the host's topmost cgroup, which only the
 * machine's true root allows then. The process that waits for the host stays there and keeps LXC from trying.
 */
export async function makeCgroup(host: HostName): Promise<void> {
	const controllers = await readFile(join(cgroupRoot(), 'cgroup.controllers'), 'utf8');
	for (const controller of controllers.split(/\s+/).filter(Boolean))
		await writeFile(join(cgroupRoot(), 'cgroup.subtree_control'), `+${controller}`).catch(() => undefined);
	await mkdir(hostCgroup(host), { recursive: true });
}

export async function removeCgroup(path: string): Promise<void> {
	if (!existsSync(path)) return;
	for (const entry of await readdir(path, { withFileTypes: true }))
		if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
	for (let attempt = 0; existsSync(path); attempt++) {
		try {
			await rmdir(path);
		} catch (error) {
			if (attempt > 100) throw error;
			await sleep(20);
		}
	}
}

/**
 * A command that runs another one in the cgroups of the host's process 1, v1 hierarchies too: CRIU follows
 * every one of them, and the caller may be anywhere.
 */
export function besideInit(init: number): string[] {
	const places = readFileSync(`/proc/${init}/cgroup`, 'utf8')
		.trim()
		.split('\n')
		.map((line) => line.split(':'))
		.flatMap(([, controllers = '', path = '']) => {
			const name = controllers.replace('name=', '');
			const top = name ? mounted('cgroup').find((mount) => mount.endsWith(`/${name}`)) : cgroupRoot();
			return top ? [join(top, path)] : [];
		});
	return inCgroups(places);
}

/** A command that runs another one in these cgroups. */
export function inCgroups(places: readonly string[]): string[] {
	const enter = 'for place in $1; do echo $$ > "$place/cgroup.procs" || exit 1; done; shift; exec "$@"';
	return ['/bin/sh', '-c', enter, 'sh', places.join(' ')];
}
