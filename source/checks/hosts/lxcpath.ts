import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

export const lxcpath: Check = {
	id: 'lxcpath',
	title: 'Where containers live',
	scope: 'hosts',
	looksAt: 'lxc-config lxc.lxcpath of both hosts, or what was given on the command line',
	evaluate: (facts) => {
		const silent = bothHosts(facts).filter(({ host }) => !host.lxcPath);
		if (silent.length > 0)
			return unknown('lxcpath', `not known on ${silent.map(({ label }) => label).join(', ')}`);
		const { source, target } = facts;
		return source.lxcPath === target.lxcPath
			? ok(`Containers live in ${source.lxcPath} on both hosts`)
			: {
					level: 'info',
					title: 'Containers live in different places',
					detail: `source ${source.lxcPath}, target ${target.lxcPath}`,
					meaning: "Paths in the container's configuration are rewritten for the target.",
				};
	},
};
