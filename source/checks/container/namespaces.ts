import type { Check, Facts, Process } from '../../model/facts.ts';
import { printable, some } from '../../model/text.ts';
import { ok, processLabel, type Seen, unknown, unseenProcesses } from '../evidence.ts';
import { offering } from '../fixes/config-lines.ts';
import { unitNamespaces } from '../fixes/systemd.ts';

/** All kinds but those of CLONE_SUBNS (criu/include/namespaces.h), which CRIU carries: mount and network. */
const kinds: Record<string, string> = {
	uts: 'the host name',
	ipc: 'IPC',
	user: 'users',
	pid: 'processes',
	cgroup: 'cgroups',
	time: 'time',
	time_for_children: 'time',
};

const options: Record<string, string> = {
	uts: 'ProtectHostname=no',
	ipc: 'PrivateIPC=no',
	user: 'PrivateUsers=no',
	pid: 'PrivatePIDs=no',
	cgroup: 'ProtectControlGroups=no',
};

/** Processes by the kind of namespace in which they differ from their init. */
const nested = (processes: readonly Process[], init: Process): Map<string, Process[]> => {
	const found = new Map<string, Process[]>();
	for (const kind of Object.keys(kinds)) {
		const ours = init.namespaces.get(kind);
		const others = processes.filter((process) => {
			const theirs = process.namespaces.get(kind);
			return ours !== undefined && theirs !== undefined && theirs !== ours;
		});
		if (others.length > 0) found.set(kind, others);
	}
	return found;
};

const finding = (kind: string, processes: readonly Process[], facts: Facts): Seen => {
	const units = [...new Set(processes.flatMap(({ unit }) => (unit?.endsWith('.service') ? [unit] : [])))];
	const option = options[kind];
	const helpers = processes.every(({ unit }) => unit === 'init.scope');
	return {
		level: 'fail',
		title: `${kind === 'time_for_children' ? 'time' : kind} namespace of its own: ${some([...new Set(processes.map(({ name }) => printable(name)))])}`,
		detail: some(processes.map(processLabel)),
		meaning: `A program inside has its own view of ${kinds[kind]}; CRIU can carry one such view per container (Can't dump nested ${kind} namespace).`,
		remedy:
			units.length > 0 && option
				? `A drop-in for ${some(units)} with ${option}, then restart it; or stop it for the move.`
				: `${helpers ? 'While systemd starts or reloads its helpers live so for a moment: check again first. ' : ''}Stop ${some(processes.map(processLabel))} for the move. Containers inside the container can't be moved while they run.`,
		...offering(units.length > 0 && option ? unitNamespaces(facts, option) : undefined),
	};
};

export const namespaces: Check = {
	id: 'namespaces',
	title: 'No namespaces inside the container',
	scope: 'container',
	looksAt: '/proc/PID/ns of all its processes against those of its init',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Nested namespaces');
		if (unseen) return unseen;
		const { processes = [], pid } = facts.container;
		const init = processes.find((process) => process.pid === pid);
		if (!init || init.namespaces.size === 0)
			return unknown('Nested namespaces', 'the namespaces of its init were not readable');
		const found = nested(processes, init);
		if (found.size > 0) return [...found].map(([kind, inside]) => finding(kind, inside, facts));
		const carried = processes.filter((process) =>
			['mnt', 'net'].some((kind) => process.namespaces.get(kind) !== init.namespaces.get(kind)),
		);
		return ok(
			"No namespaces inside that CRIU can't carry",
			carried.length > 0
				? `mount or network namespaces of ${some(carried.map(processLabel))} are carried`
				: undefined,
		);
	},
};
