import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

export const root: Check = {
	id: 'root',
	title: 'Root on both hosts',
	scope: 'hosts',
	looksAt: 'the user id of a command run on each host, by sudo -n where needed',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			if (host.root === undefined)
				return unknown(`Root on ${label}`, host.trouble ?? 'the host did not say who runs commands there');
			if (host.root) return ok(`Commands run as root on ${label}`);
			return {
				level: 'fail',
				title: `No root on ${label}`,
				detail: host.trouble ?? `commands run there as ${host.user ?? 'an ordinary user'}`,
				meaning: 'LXC and CRIU can freeze, copy and revive a container only as root.',
				remedy: `Log in as root, or let ${host.user ?? 'the user'} use sudo without a password on ${host.name} (sudo -n true must succeed).`,
			};
		}),
};
