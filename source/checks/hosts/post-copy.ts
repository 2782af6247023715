import type { Check } from '../../model/facts.ts';
import { printable, some } from '../../model/text.ts';
import { networksOf } from '../config/networks.ts';
import { configOf } from '../evidence.ts';

/** Only where it was asked for: it is never chosen by itself. */
export const postCopy: Check = {
	id: 'post-copy',
	title: 'Memory that follows the container',
	scope: 'hosts',
	looksAt:
		'--method post-copy: userfaultfd, pidfd_getfd and perl on the target; cgroup v2, nft, nsenter, perl and fs.pipe-max-size on the source; lxc.net.N.type',
	evaluate: (facts) => {
		const { source, target, lackForPostCopy } = facts;
		if (lackForPostCopy === undefined) return [];
		const shared = networksOf(configOf(facts)).find((network) => network.get('type')?.value === 'none');
		const missing = [
			...lackForPostCopy.source.map((what) => `${what} on ${source.name}`),
			...lackForPostCopy.target.map((what) => `${what} on ${target.name}`),
		].map(printable);
		if (missing.length > 0)
			return {
				level: 'fail',
				title: 'post-copy is not possible between these hosts',
				detail: `missing: ${some(missing)}`,
				meaning: 'The container could not be kept safe while its memory follows.',
				remedy: 'Install what is missing, or leave --method out: pre-copy or stream move the memory ahead.',
			};
		if (shared !== undefined)
			return {
				level: 'fail',
				title: 'post-copy needs a container with a network of its own',
				detail: `lxc.net.${shared.index}.type = none`,
				meaning:
					'It is cut off from the network on the source while its memory follows; here that would be the host.',
				remedy: 'Leave --method out.',
			};
		return {
			level: 'warn',
			title: `Until all memory has followed, the container needs both hosts`,
			meaning: `It runs on ${printable(target.name)} and fetches its memory from ${printable(source.name)}, where it is kept frozen. If the link or ${printable(target.name)} fails meanwhile, it goes on at ${printable(source.name)} as it was at the freeze: what it did since is lost. If ${printable(source.name)} itself dies meanwhile, the container is lost.`,
			remedy: 'Leave --method out where pre-copy is possible: it can always go back.',
		};
	},
};
