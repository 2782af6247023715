import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, processLabel, unseenProcesses } from '../evidence.ts';

/** `A session leader of N is outside of its pid namespace` (criu/cr-dump.c); the parent of an attached process is outside as well. */
export const attached: Check = {
	id: 'attached',
	title: 'Nobody entered the container from outside',
	scope: 'container',
	looksAt: 'parents and sessions of its processes, host pids against those of the container',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Attached processes');
		if (unseen) return unseen;
		const { processes = [], pid: init } = facts.container;
		const ours = new Set(processes.map((process) => process.pid));
		const strangers = processes.filter(
			({ pid, parent, session }) =>
				pid !== init &&
				((parent !== undefined && !ours.has(parent)) ||
					(session !== undefined && session > 0 && !ours.has(session))),
		);
		// A session whose leader has ended is no stranger; only a parent outside proves one.
		const proven = strangers.filter(({ parent }) => parent !== undefined && !ours.has(parent));
		if (strangers.length === 0) return ok('All processes were started inside');
		if (proven.length === 0)
			return ok('All processes were started inside', 'some sessions have lost their leader');
		return {
			level: 'fail',
			title: 'Processes came into the container from outside',
			detail: some(proven.map(processLabel)),
			meaning:
				"lxc-attach, nsenter or a debugger: their parent and session are on the host and can't be moved with them.",
			remedy: 'End these sessions (exit the shell of lxc-attach) and check again.',
		};
	},
};
