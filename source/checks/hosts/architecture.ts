import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';

export const architecture: Check = {
	id: 'architecture',
	title: 'Same processor architecture',
	scope: 'hosts',
	looksAt: 'uname -m of both hosts',
	evaluate: ({ source, target }) => {
		if (!source.arch || !target.arch)
			return unknown(
				'Architecture',
				`source ${source.arch ?? 'unknown'}, target ${target.arch ?? 'unknown'}`,
			);
		if (source.arch === target.arch) return ok(`Both hosts are ${source.arch}`);
		return {
			level: 'fail',
			title: `Different processors: ${source.arch} and ${target.arch}`,
			meaning:
				"A running program is machine code in memory; it can't go on where its instructions mean nothing.",
			remedy: 'Choose a target of the same architecture.',
		};
	},
};
