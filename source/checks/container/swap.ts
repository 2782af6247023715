import type { Check } from '../../model/facts.ts';
import { bytes, some } from '../../model/text.ts';
import { ok, processLabel, type Seen, unseenProcesses } from '../evidence.ts';

export const swap: Check = {
	id: 'swap',
	title: 'Swapped and huge pages',
	scope: 'container',
	looksAt: 'VmSwap and HugetlbPages of its processes, HugePages_Free of the target',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Swapped and huge pages');
		if (unseen) return unseen;
		const { processes = [] } = facts.container;
		const swapped = processes.reduce((sum, process) => sum + (process.swap ?? 0), 0);
		const huge = processes.filter((process) => (process.hugetlb ?? 0) > 0);
		const findings: Seen[] = [];
		if (swapped > 64 * 1024 * 1024)
			findings.push({
				level: 'warn',
				title: `${bytes(swapped)} of its memory are swapped out`,
				meaning:
					'The dump must read them back from disk while the container is frozen, which makes the blackout longer.',
				remedy: 'Free memory on the source so that less is swapped.',
			});
		if (huge.length > 0) {
			const size = huge.reduce((sum, process) => sum + (process.hugetlb ?? 0), 0);
			const line = facts.target.raw.get('memory') ?? [];
			const value = (key: string) =>
				Number(line.find((one) => one.startsWith(`${key}:`))?.match(/\d+/)?.[0] ?? 0);
			const free = value('HugePages_Free') * value('Hugepagesize') * 1024;
			findings.push({
				level: free >= size ? 'ok' : 'fail',
				title: `${bytes(size)} of huge pages are in use, the target has ${bytes(free)} free`,
				detail: some(huge.map(processLabel)),
				...(free >= size
					? {}
					: {
							meaning:
								'Such memory is reserved by the administrator of each host; the restore needs as much there.',
							remedy: `On the target: echo ${Math.ceil(size / Math.max(1, value('Hugepagesize') * 1024))} > /proc/sys/vm/nr_hugepages`,
						}),
			});
		}
		return findings.length > 0
			? findings
			: ok('Little is swapped, and no huge pages are used', bytes(swapped));
	},
};
