import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';
import { compareVersions, minorOf } from '../versions.ts';

export const criuVersion: Check = {
	id: 'criu-version',
	title: 'CRIU of the target can read what the source writes',
	scope: 'hosts',
	looksAt: 'criu --version of both hosts',
	evaluate: ({ source, target }) => {
		const here = source.tools['criu']?.version;
		const there = target.tools['criu']?.version;
		if (!here || !there)
			return unknown('CRIU versions', `source ${here ?? 'did not say'}, target ${there ?? 'did not say'}`);
		const detail = `source ${here}, target ${there}`;
		const older = {
			title: `The target's CRIU is older: ${there} instead of ${here}`,
			detail,
			meaning:
				'Images of a newer CRIU may hold what an older one does not understand; CRIU promises only the other direction.',
			remedy: `Install CRIU ${here} or newer on ${target.name}.`,
		};
		if (compareVersions(minorOf(here), minorOf(there)) > 0) return { level: 'fail', ...older };
		if (compareVersions(here, there) > 0) return { level: 'warn', ...older };
		return ok("The target's CRIU is not older than the source's", detail);
	},
};
