import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';

export const cgroupLayout: Check = {
	id: 'cgroup-layout',
	title: 'Same cgroup layout',
	scope: 'hosts',
	looksAt: 'cgroup mounts in /proc/self/mountinfo of both hosts',
	evaluate: ({ source, target }) => {
		if (!source.cgroup || !target.cgroup)
			return unknown(
				'Cgroup layout',
				`source ${source.cgroup ?? 'unknown'}, target ${target.cgroup ?? 'unknown'}`,
			);
		if (source.cgroup === target.cgroup) return ok(`Both hosts use cgroups in the layout ${source.cgroup}`);
		return {
			level: 'fail',
			title: `Cgroup layouts differ: ${source.cgroup} and ${target.cgroup}`,
			meaning:
				"CRIU puts every process back into the cgroup it was in; on the target that cgroup can't exist.",
			remedy: 'Boot both hosts with the same layout (kernel parameter systemd.unified_cgroup_hierarchy).',
		};
	},
};
