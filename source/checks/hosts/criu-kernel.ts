import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';
import { compareVersions } from '../versions.ts';

/**
Kernels that broke older CRIUs, as we have seen it: 3.17 on 6.18 `Unexpected rt vDSO area bounds`, 4.1.1 on 6.18
`Can't get 1:16 opt: Operation not supported` (SO_PASSRIGHTS came with 6.16).
*/
const needs = [
	{ kernel: '6.16', criu: '4.2', because: "sockets can't be dumped by an older CRIU (Can't get 1:16 opt)" },
	{
		kernel: '6.2',
		criu: '3.18',
		because: 'an older CRIU does not understand the vDSO (Unexpected rt vDSO area bounds)',
	},
];

export const criuKernel: Check = {
	id: 'criu-kernel',
	title: 'CRIU is new enough for the kernel',
	scope: 'hosts',
	looksAt: 'criu --version against uname -r on each host',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			const criu = host.tools['criu']?.version;
			const { kernel } = host;
			if (!criu || !kernel)
				return unknown(
					`CRIU and kernel of ${label}`,
					`criu ${criu ?? 'unknown'}, kernel ${kernel ?? 'unknown'}`,
				);
			const short = needs.find(
				(need) => compareVersions(kernel, need.kernel) >= 0 && compareVersions(criu, need.criu) < 0,
			);
			if (!short) return ok(`CRIU ${criu} knows the kernel of ${label}`, `Linux ${kernel}`);
			return {
				level: 'fail',
				title: `CRIU ${criu} is too old for Linux ${kernel} on ${label}`,
				detail: short.because,
				meaning: 'CRIU depends on the inner workings of the kernel and must keep pace with it.',
				remedy: `Install CRIU ${short.criu} or newer on ${host.name}, or boot an older kernel.`,
			};
		}),
};
