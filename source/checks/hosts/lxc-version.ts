import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';
import { compareVersions } from '../versions.ts';

export const lxcVersion: Check = {
	id: 'lxc-version',
	title: 'LXC versions',
	scope: 'hosts',
	looksAt: 'lxc-checkpoint --version of both hosts',
	evaluate: ({ source, target }) => {
		const here = source.tools['lxc-checkpoint']?.version;
		const there = target.tools['lxc-checkpoint']?.version;
		if (!here || !there)
			return unknown('LXC versions', `source ${here ?? 'did not say'}, target ${there ?? 'did not say'}`);
		const detail = `source ${here}, target ${there}`;
		const majors = Number.parseInt(here, 10) - Number.parseInt(there, 10);
		if (majors > 0)
			return {
				level: 'warn',
				title: `The target's LXC is older: ${there} instead of ${here}`,
				detail,
				meaning: 'An older LXC may not know settings of this container and may restore it in another way.',
				remedy: 'Use the same LXC version on both hosts.',
			};
		return compareVersions(here, there) === 0
			? ok('Both hosts have the same LXC', detail)
			: { level: 'info', title: 'LXC versions differ slightly', detail };
	},
};
