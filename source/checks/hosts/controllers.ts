import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, type Seen, unknown } from '../evidence.ts';

const none = (label: string): Seen => ({
	level: 'fail',
	title: `No cgroup controller at all on ${label}`,
	detail: '/sys/fs/cgroup/cgroup.controllers is empty',
	meaning:
		"LXC 7 then names the container's cgroup to CRIU in a way that it can't read, and the dump fails (cg: failed walking ... for empty cgroups).",
	remedy:
		'Enable at least one controller for this place: echo +memory > cgroup.subtree_control in the parent cgroup.',
});

export const controllers: Check = {
	id: 'controllers',
	title: 'Cgroup controllers',
	scope: 'hosts',
	looksAt: 'cgroup.controllers of the version 2 hierarchy on both hosts',
	evaluate: (facts) => {
		if (facts.source.cgroup === undefined || facts.target.cgroup === undefined)
			return unknown('Cgroup controllers', 'a host did not show its mounts');
		if (facts.source.cgroup !== 'v2' || facts.target.cgroup !== 'v2')
			return ok('Cgroup controllers are those of version 1');
		const here = facts.source.controllers;
		const there = facts.target.controllers;
		const hosts = bothHosts(facts);
		const unread = hosts.filter(({ host }) => !host.raw.has('controllers'));
		if (unread.length > 0)
			return unknown('Cgroup controllers', `not readable on ${unread.map(({ label }) => label).join(', ')}`);
		const empty = hosts.filter(({ host }) => !host.controllers?.length);
		if (empty.length > 0) return empty.map(({ label }) => none(label));
		const missing = (here ?? []).filter((name) => !there?.includes(name));
		const used = new Set((facts.container.raw.get('cgroup.files') ?? []).map((line) => line.split('.')[0]));
		if (missing.length === 0) return ok('The target has the same cgroup controllers', here?.join(', '));
		return {
			level: missing.some((name) => used.has(name)) ? 'warn' : 'info',
			title: `Cgroup controllers missing on the target: ${missing.join(', ')}`,
			meaning: "Limits of that kind can't be kept for the container there.",
			remedy:
				"Enable them in the target's kernel (cgroup_enable=) or take the limits out of the configuration.",
		};
	},
};
