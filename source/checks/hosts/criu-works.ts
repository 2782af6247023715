import type { Check } from '../../model/facts.ts';
import { clipped } from '../../model/text.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

export const criuWorks: Check = {
	id: 'criu-works',
	title: 'CRIU works on both hosts',
	scope: 'hosts',
	looksAt: 'criu check on each host',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			const { criuCheck } = host;
			if (!criuCheck) return unknown(`criu check on ${label}`, host.trouble ?? 'criu could not be run there');
			const errors = criuCheck.output.filter((line) => /Error/.test(line));
			const said = (errors.length > 0 ? errors : criuCheck.output)
				.slice(-3)
				.map((line) => clipped(line, 200));
			if (criuCheck.ok) return ok(`criu check is content on ${label}`, said.at(-1));
			return {
				level: 'fail',
				title: `criu check fails on ${label}`,
				detail: said.join('\n'),
				meaning:
					'The kernel or the place CRIU runs in (a container, a chroot, a restricted machine) lacks what CRIU needs.',
				remedy: `Run criu check as root on ${host.name} and cure what it names; see lxc-ferry explain.`,
			};
		}),
};
