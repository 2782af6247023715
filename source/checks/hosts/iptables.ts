import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

/** CRIU keeps the network still with iptables-restore, and ip6tables-restore, while it works (criu/net.c, netfilter.c). */
export const iptables: Check = {
	id: 'iptables',
	title: 'iptables on both hosts',
	scope: 'hosts',
	looksAt: 'iptables-restore and ip6tables-restore on PATH',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			if (!host.raw.has('tools'))
				return unknown(`iptables on ${label}`, host.trouble ?? 'the host did not list its tools');
			const missing = ['iptables-restore', 'ip6tables-restore'].filter((tool) => !host.tools[tool]);
			if (missing.length === 0) return ok(`iptables is on ${label}`, host.tools['iptables']?.version);
			return {
				level: 'fail',
				title: `${missing.join(' and ')} missing on ${label}`,
				meaning:
					"CRIU runs them inside the container's network to hold connections still and to put its firewall back.",
				remedy: `On ${host.name}: apt-get install iptables`,
			};
		}),
};
