// Finds and ends the processes of a host. Everything that runs in a host's pid namespace dies with its
// first process, so a host has one process to find: the first one of those in its network namespace.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HostName, namespaceOf } from './paths.ts';

/** Pids (of this machine) of the processes in a host's network namespace, containers not included. */
function processesOf(host: HostName | 'net'): number[] {
	let inode: number;
	try {
		inode = statSync(`/run/netns/${namespaceOf(host)}`).ino;
	} catch {
		return [];
	}
	const wanted = `net:[${inode}]`;
	return readdirSync('/proc')
		.map(Number)
		.filter((pid) => {
			try {
				return pid > 0 && readlinkSync(`/proc/${pid}/ns/net`) === wanted;
			} catch {
				return false;
			}
		});
}

/** The pid of the host's process 1, seen from this machine. */
export function initOf(host: HostName): number | undefined {
	return processesOf(host).find((pid) => {
		try {
			const ids = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/);
			return ids?.length === 2 && ids[1] === '1';
		} catch {
			return false;
		}
	});
}

/** The plug is pulled: no process of the host gets a last word. */
export async function killAll(host: HostName | 'net'): Promise<void> {
	for (let attempt = 0; attempt < 500; attempt++) {
		const pids = processesOf(host);
		if (pids.length === 0) return;
		for (const pid of pids) kill(pid);
		await sleep(20);
	}
	throw new Error(`processes of ${host} do not end: ${processesOf(host).join(' ')}`);
}

export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
	try {
		process.kill(pid, signal);
	} catch {
		// already gone
	}
}

/** The host's own processes with their arguments; those of its containers are not among them. */
export function processesInside(host: HostName | 'net'): { pid: number; argv: string[] }[] {
	return processesOf(host).flatMap((pid) => {
		try {
			return [{ pid, argv: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1) }];
		} catch {
			return [];
		}
	});
}
