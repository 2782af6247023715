import type { Check } from '../../model/facts.ts';
import { bytes } from '../../model/text.ts';
import { ok, unknown } from '../evidence.ts';

export const memory: Check = {
	id: 'memory',
	title: 'Memory for the container on the target',
	scope: 'hosts',
	looksAt: 'RssAnon, RssShmem and VmSwap of its processes against MemAvailable of the target',
	evaluate: ({ target, container }) => {
		const swapped = container.processes?.reduce((sum, process) => sum + (process.swap ?? 0), 0) ?? 0;
		const used = container.memory === undefined ? undefined : container.memory + swapped;
		const free = target.memoryAvailable;
		if (used === undefined || free === undefined)
			return unknown(
				'Memory',
				used === undefined
					? "the container's memory was not measured"
					: 'the target did not say what is free',
			);
		const detail = `the container needs ${bytes(used)}, the target has ${bytes(free)} available`;
		if (used > free)
			return {
				level: 'fail',
				title: "The container's memory does not fit into the target's",
				detail,
				meaning: 'The restore would fail, or the kernel would end other processes there to make room.',
				remedy: 'Free memory on the target, or choose another one.',
			};
		if (used * 1.2 > free)
			return {
				level: 'warn',
				title: 'Memory gets scarce on the target',
				detail,
				meaning: 'It fits, but with less than a fifth to spare.',
				remedy: 'Free memory on the target before.',
			};
		return ok("The container's memory fits into the target's", detail);
	},
};
