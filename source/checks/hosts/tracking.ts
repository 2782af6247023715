import type { Check } from '../../model/facts.ts';
import { bothHosts, ok } from '../evidence.ts';

/** What shortens the blackout where the kernel has it; nothing here stops a migration. */
export const tracking: Check = {
	id: 'tracking',
	title: 'Ways to shorten the blackout',
	scope: 'hosts',
	looksAt: 'criu check --feature mem_dirty_track on the source, uffd-noncoop on the target',
	evaluate: (facts) => {
		const [source, target] = bothHosts(facts);
		const dirty = source?.host.criuFeatures['mem_dirty_track'];
		const lazy = target?.host.criuFeatures['uffd-noncoop'];
		return [
			dirty === true
				? ok('Memory can be copied while the container runs (mem_dirty_track)')
				: {
						level: 'info' as const,
						title: `Memory can't be copied in advance: ${dirty === false ? "the source's kernel does not track changes" : 'the source did not say'}`,
						detail: 'criu check --feature mem_dirty_track (CONFIG_MEM_SOFT_DIRTY)',
						meaning:
							'All memory is copied during the blackout instead of before it: it is longer, nothing else.',
					},
			lazy === true
				? ok('Memory can follow after the restore (uffd)')
				: {
						level: 'info' as const,
						title: `Memory can't follow later: ${lazy === false ? "the target's kernel lacks userfaultfd" : 'the target did not say'}`,
						detail: 'criu check --feature uffd-noncoop',
					},
		];
	},
};
