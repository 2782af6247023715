import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, processLabel, unseenProcesses } from '../evidence.ts';

const engines =
	/^(dockerd|docker-proxy|containerd(-shim.*)?|conmon|podman|crio|lxc-start|lxcfs|lxd|incusd|systemd-nspawn|runc|crun|kubelet)$/;

export const nested: Check = {
	id: 'nested',
	title: 'No containers inside the container',
	scope: 'container',
	looksAt: 'names of its processes, pid namespaces among them',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Nested containers');
		if (unseen) return unseen;
		const { processes = [], pid } = facts.container;
		const depth = processes.find((process) => process.pid === pid)?.nsPids.length ?? 2;
		const inside = processes.filter(({ nsPids }) => nsPids.length > depth);
		const servers = processes.filter(({ name }) => engines.test(name));
		if (inside.length > 0)
			return {
				level: 'fail',
				title: 'Containers run inside the container',
				detail: some([...servers, ...inside].map(processLabel)),
				meaning: "Processes within processes' own namespaces: CRIU can carry one level only.",
				remedy: 'Stop the inner containers for the move.',
			};
		return servers.length === 0
			? ok('No containers run inside the container')
			: {
					level: 'warn',
					title: 'A container engine runs inside the container',
					detail: some(servers.map(processLabel)),
					meaning: 'No inner container runs now; one that starts before the freeze would make the dump fail.',
					remedy: 'Stop the engine for the move.',
				};
	},
};
