// One host of the lab: made from the shared root and its own identity, started, stopped, and its fingerprint.

import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostCgroup, inCgroups, makeCgroup, removeCgroup } from './cgroups.ts';
import { keepFiles } from './containers/files1.ts';
import { identityOf, writeFiles } from './identity.ts';
import { namespaceExists, plugIn, unplug } from './network.ts';
import {
	addresses,
	checkout,
	containerAddresses,
	type HostName,
	hostDirectory,
	labFile,
	lxcPath,
	namespaceOf,
} from './paths.ts';
import { initOf, killAll } from './processes.ts';
import { hostRoot } from './roots.ts';
import { run } from './run.ts';

const stampFile = (host: HostName): string => join(hostDirectory(host), 'stamp');

/** Changes when a host that runs must be started again: another root, another checkout, other wires. */
function stamp(): string {
	const { dev, ino } = statSync(checkout);
	const parts = [
		hostRoot.path,
		checkout,
		dev,
		ino,
		addresses,
		containerAddresses,
		readFileSync(labFile('boot.sh'), 'utf8'),
	];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export const isRunning = (host: HostName): boolean => initOf(host) !== undefined;

/** Whether the host runs and is the one that this checkout would start. */
export function isCurrent(host: HostName): boolean {
	return (
		namespaceExists('net') &&
		existsSync(stampFile(host)) &&
		readFileSync(stampFile(host), 'utf8') === stamp() &&
		isRunning(host)
	);
}

/** A new host, with an empty disk. What it was before is gone. */
export async function createHost(host: HostName): Promise<void> {
	await removeHost(host);
	const directory = hostDirectory(host);
	for (const name of ['upper', 'work', 'root']) await mkdir(join(directory, name), { recursive: true });
	await run('cp', ['-a', join(hostRoot.path, 'var'), join(directory, 'var')]);
	await writeFiles(join(directory, 'upper'), hostRoot.path, await identityOf(host));
	await startHost(host);
	await writeFile(stampFile(host), stamp());
}

/** Switches the host on. Its disk is as it was left, its memory is new. */
export async function startHost(host: HostName): Promise<void> {
	const directory = hostDirectory(host);
	await plugIn(host);
	await rm(join(directory, 'work'), { recursive: true, force: true });
	await mkdir(join(directory, 'work'));
	await makeCgroup(host);
	await writeFile(join(directory, 'boot-id'), `${randomUUID()}\n`);
	const log = openSync(join(directory, 'boot.log'), 'w');
	const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--cgroup', '--fork'];
	const boot = ['sh', labFile('boot.sh'), host, directory, hostRoot.path, checkout];
	const network = ['nsenter', `--net=/run/netns/${namespaceOf(host)}`];
	const [file = '', ...args] = [
		...inCgroups([hostCgroup(host)]),
		...network,
		'unshare',
		...namespaces,
		...boot,
	];
	const child = spawn(file, args, { detached: true, stdio: ['ignore', log, log], cwd: '/' });
	child.unref();
	for (let waited = 0; waited < 10_000; waited += 20) {
		await sleep(20);
		if (child.exitCode !== null) break;
		if (hasBooted(host)) return;
	}
	throw new Error(`${host} did not boot:\n${await readFile(join(directory, 'boot.log'), 'utf8')}`);
}

function hasBooted(host: HostName): boolean {
	const init = initOf(host);
	return init !== undefined && existsSync(`/proc/${init}/root/run/lab-booted`);
}

/** Pulls the plug. */
export async function stopHost(host: HostName): Promise<void> {
	await killAll(host);
	// Whatever else is in its cgroup: a host whose network namespace is gone is not found by that.
	if (existsSync(hostCgroup(host)))
		// Where this fails, what still runs there makes the removal below fail, which is told.
		await writeFile(join(hostCgroup(host), 'cgroup.kill'), '1').catch(() => {});
	await unplug(host);
	await removeCgroup(hostCgroup(host));
}

export async function removeHost(host: HostName): Promise<void> {
	await stopHost(host);
	await keepFiles(lxcPath(host));
	await rm(hostDirectory(host), { recursive: true, force: true, maxRetries: 5 });
}
