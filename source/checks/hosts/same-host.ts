import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';

export const sameHost: Check = {
	id: 'same-host',
	title: 'Source and target are two hosts',
	scope: 'hosts',
	looksAt: 'the boot ids of both hosts and their lxcpaths',
	evaluate: ({ source, target }) => {
		if (!source.bootId || !target.bootId)
			return unknown('Whether these are two hosts', 'a boot id could not be read');
		if (source.bootId !== target.bootId)
			return ok(
				'Source and target are two hosts',
				`${source.hostname ?? source.name} and ${target.hostname ?? target.name}`,
			);
		return {
			level: 'fail',
			title: 'Source and target are the same host',
			detail: `boot id ${source.bootId} on both`,
			meaning: "A container can't be moved to where it is.",
			remedy: 'Name another target.',
		};
	},
};
