import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { containerInit } from '../lab/container-state.ts';
import type { HostName } from '../lab/paths.ts';

type Census = Map<number, { name: string; ticks: number }>;

/** CPU time of every process of a container so far, in ticks of 10 ms (proc(5), fields 14 and 15 of stat). */
const census = (namespace: string): Census => {
	const counted: Census = new Map();
	for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
		try {
			if (readlinkSync(`/proc/${pid}/ns/pid`) !== namespace) continue;
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			const [name, after] = [stat.slice(stat.indexOf('('), stat.lastIndexOf(')') + 1), stat.lastIndexOf(')')];
			const fields = stat.slice(after + 2).split(' ');
			counted.set(pid, { name, ticks: Number(fields[11]) + Number(fields[12]) });
		} catch {
			// It ended meanwhile.
		}
	}
	return counted;
};

/** The processes of a container that use more than a third of a processor. */
export const spinning = async (host: HostName, container: string): Promise<string[]> => {
	const init = containerInit(host, container);
	if (init === undefined) throw new Error(`${container} does not run on ${host}`);
	const namespace = readlinkSync(`/proc/${init}/ns/pid`);
	const before = census(namespace);
	// Not a wait for a condition: the stretch of time over which is measured.
	const from = performance.now();
	await delay(2000);
	const ticks = (performance.now() - from) / 10;
	const after = census(namespace);
	if (after.size === 0) throw new Error(`no process of ${container} was seen`);
	return [...after]
		.filter(([pid, now]) => now.ticks - (before.get(pid)?.ticks ?? 0) > ticks / 3)
		.map(([, { name }]) => name);
};
