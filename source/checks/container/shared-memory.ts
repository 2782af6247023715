import type { Check } from '../../model/facts.ts';
import { holders, ok, unknown, unseenProcesses } from '../evidence.ts';

/** `Task N with SysVIPC shmem map doesn't live in IPC ns` (criu/cr-dump.c). */
export const sharedMemory: Check = {
	id: 'shared-memory',
	title: 'Nothing is shared with the host',
	scope: 'container',
	looksAt: 'namespaces of its init against those of the host, SYSV segments in /proc/PID/maps',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'What is shared with the host');
		if (unseen) return unseen;
		const { processes = [], pid, maps, raw } = facts.container;
		const init = processes.find((process) => process.pid === pid);
		const host = new Map(
			(raw.get('host.namespaces') ?? []).map((line) => line.split(' ') as [string, string]),
		);
		if (!init?.namespaces.size || host.size === 0)
			return unknown('What is shared with the host', 'namespaces were not readable');
		const shared = ['pid', 'ipc', 'uts', 'mnt'].filter(
			(kind) => init.namespaces.get(kind) === host.get(kind),
		);
		if (shared.length === 0)
			return ok('The container shares no namespace with its host that it must have for itself');
		const segments = maps?.filter(({ line }) => /\/SYSV/.test(line)) ?? [];
		return {
			level: shared.includes('pid') || shared.includes('mnt') || segments.length > 0 ? 'fail' : 'warn',
			title: `The container shares ${shared.join(', ')} with its host`,
			detail:
				segments.length > 0
					? `shared memory of ${holders(
							facts,
							segments.map((segment) => segment.pid),
						)}`
					: 'lxc.namespace.keep or lxc.namespace.share',
			meaning: "What belongs to the host as well can't be taken away with the container.",
			remedy:
				'Give the container namespaces of its own (take lxc.namespace.keep and .share out) and restart it.',
		};
	},
};
