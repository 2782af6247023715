import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

/** Each with the Debian package that brings it. */
const needed = {
	'lxc-checkpoint': 'lxc',
	'lxc-info': 'lxc',
	'lxc-wait': 'lxc',
	'lxc-stop': 'lxc',
	criu: 'criu',
	rsync: 'rsync',
} as const;

export const tools: Check = {
	id: 'tools',
	title: 'LXC, CRIU and rsync on both hosts',
	scope: 'hosts',
	looksAt: 'lxc-checkpoint, lxc-info, lxc-wait, lxc-stop, criu and rsync on PATH',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			if (!host.raw.has('tools'))
				return unknown(`Tools on ${label}`, host.trouble ?? 'the host did not list them');
			const missing = Object.entries(needed).filter(([tool]) => !host.tools[tool]);
			if (missing.length === 0) {
				const version = (tool: string) => `${tool} ${host.tools[tool]?.version ?? '?'}`;
				return ok(
					`LXC, CRIU and rsync are on ${label}`,
					[version('lxc-checkpoint'), version('criu'), version('rsync')].join(', '),
				);
			}
			const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
			return {
				level: 'fail',
				title: `Missing on ${label}: ${missing.map(([tool]) => tool).join(', ')}`,
				meaning:
					'LXC runs containers, CRIU freezes and revives processes, rsync copies files: each is needed on both ends.',
				remedy: `On ${host.name}: apt-get install ${packages}`,
			};
		}),
};
