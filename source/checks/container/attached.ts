import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, processLabel, type Seen, unseenProcesses } from '../evidence.ts';

/** `A session leader of N is outside of its pid namespace` (criu/cr-dump.c); the parent of an attached process is outside as well. */
export const attached: Check = {
	id: 'attached',
	title: 'Nobody entered the container from outside',
	scope: 'container',
	looksAt: 'parents of its processes, and NSsid in /proc/PID/status',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Attached processes');
		if (unseen) return unseen;
		const { processes = [], pid: init } = facts.container;
		const ours = new Set(processes.map((process) => process.pid));
		const inside = processes.filter(({ pid }) => pid !== init);
		const guests = inside.filter(({ parent }) => parent !== undefined && !ours.has(parent));
		// The container's own pid namespace is as deep as its init; further in, a 0 only says that there is another one.
		const depth = (processes.find(({ pid }) => pid === init)?.nsPids.length ?? 2) - 1;
		const orphans = inside.filter((process) => process.nsSessions[depth] === 0 && !guests.includes(process));
		const findings: Seen[] = [];
		if (orphans.length > 0)
			findings.push({
				level: 'fail',
				title: 'Processes belong to a session on the host',
				detail: some(orphans.map(processLabel)),
				meaning:
					"They were started by lxc-attach or nsenter and stayed behind in the background; their session can't be moved (A session leader is outside of its pid namespace).",
				remedy: "End them, or start them by the container's own init.",
			});
		if (guests.length > 0)
			findings.push({
				level: 'warn',
				title: 'Somebody is in the container through lxc-attach or nsenter',
				detail: some(guests.map(processLabel)),
				meaning:
					'These processes are no children of its init: they are not carried along and end with the move.',
				remedy: 'Finish what is done there, and leave.',
			});
		return findings.length > 0 ? findings : ok('All processes were started inside');
	},
};
