import type { Check } from '../../model/facts.ts';
import { clipped, some } from '../../model/text.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

export const leftovers: Check = {
	id: 'leftovers',
	title: 'Rests of earlier migrations',
	scope: 'hosts',
	looksAt: '/var/lib/lxc-ferry on both hosts',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			if (!host.raw.has('leftovers')) return unknown(`Rests on ${label}`, host.trouble ?? 'not read');
			const mine = host.leftovers.filter((path) => path.includes(facts.container.name));
			if (mine.length === 0) return ok(`Nothing is left of earlier migrations of this container on ${label}`);
			return {
				level: 'info',
				title: `Something is left of an earlier migration on ${label}`,
				detail: some(mine.map((path) => clipped(path, 100))),
				meaning: 'A migration that was interrupted, or images kept after a failure.',
				remedy: 'See lxc-ferry status; lxc-ferry clean removes what is not needed.',
			};
		}),
};
