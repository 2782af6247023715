import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, processLabel, unseenProcesses } from '../evidence.ts';

/** A process has one tracer at a time, and CRIU must be it: the dump waits ten seconds and gives up (criu/seize.c). */
export const traced: Check = {
	id: 'traced',
	title: 'No debugger holds a process',
	scope: 'container',
	looksAt: 'TracerPid of all its processes',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Debuggers');
		if (unseen) return unseen;
		const held = facts.container.processes?.filter(({ tracer }) => (tracer ?? 0) > 0) ?? [];
		return held.length === 0
			? ok('No debugger holds a process')
			: {
					level: 'fail',
					title: 'A debugger holds processes',
					detail: some(held.map((process) => `${processLabel(process)} by pid ${process.tracer}`)),
					meaning: 'gdb, strace or a supervisor controls them; CRIU needs that place itself.',
					remedy: 'End it (or detach) and check again.',
				};
	},
};
