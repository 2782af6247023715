import type { Check } from '../../model/facts.ts';
import { ok } from '../evidence.ts';

/** What shortens the blackout where the kernel has it; its lack never stops a migration. */
export const tracking: Check = {
	id: 'tracking',
	title: 'Memory can be copied while the container runs',
	scope: 'hosts',
	looksAt: 'criu check --feature mem_dirty_track on the source',
	evaluate: ({ source }) => {
		const dirty = source.criuFeatures['mem_dirty_track'];
		if (dirty === true) return ok('Memory can be copied while the container runs (mem_dirty_track)');
		return {
			level: 'info',
			title: `Memory can't be copied in advance: ${dirty === false ? "the source's kernel does not track changes" : 'the source did not say'}`,
			detail: 'criu check --feature mem_dirty_track (CONFIG_MEM_SOFT_DIRTY)',
			meaning: 'All memory is copied during the blackout instead of before it: it is longer, nothing else.',
		};
	},
};
