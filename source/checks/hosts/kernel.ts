import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';
import { compareVersions, minorOf } from '../versions.ts';

export const kernel: Check = {
	id: 'kernel',
	title: 'Kernel versions',
	scope: 'hosts',
	looksAt: 'uname -r of both hosts',
	evaluate: ({ source, target }) => {
		if (!source.kernel || !target.kernel)
			return unknown(
				'Kernel versions',
				`source ${source.kernel ?? 'unknown'}, target ${target.kernel ?? 'unknown'}`,
			);
		const detail = `source ${source.kernel}, target ${target.kernel}`;
		const difference = compareVersions(minorOf(source.kernel), minorOf(target.kernel));
		if (difference > 0)
			return {
				level: 'warn',
				title: "The target's kernel is older",
				detail,
				meaning:
					'The processes may use what the older kernel does not have; the restore, or a later system call, can fail.',
				remedy: "Boot a kernel on the target that is not older than the source's.",
			};
		return difference === 0
			? ok('The kernels are of the same version', detail)
			: { level: 'info', title: "The target's kernel is newer", detail };
	},
};
