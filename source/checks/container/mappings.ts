import type { Check } from '../../model/facts.ts';
import { clipped } from '../../model/text.ts';
import { holders, ok, stopRemedy, unknown, unseenProcesses } from '../evidence.ts';

/** `Unsupported mapping found`, `Can't handle non-regular mapping`, `has uprobes vma` (criu/proc_parse.c). */
const strange = /(\/dmabuf|\[uprobes\]|anon_inode:(?!\[aio\]))/;

export const mappings: Check = {
	id: 'mappings',
	title: 'Only memory that CRIU can read',
	scope: 'container',
	looksAt: '/proc/PID/maps: devices, DMA buffers, uprobes, memory of kernel objects',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Mapped memory');
		if (unseen) return unseen;
		const { maps } = facts.container;
		if (!maps) return unknown('Mapped memory', '/proc/PID/maps was not readable');
		const found = maps.filter(({ line }) => strange.test(line) && !/io_uring|perf_event/.test(line));
		if (found.length === 0) return ok('All memory is of a kind that CRIU can read');
		const pids = found.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: 'Memory of devices or of the kernel is mapped',
			detail: `${holders(facts, pids)}: ${clipped(found[0]?.line ?? '', 120)}`,
			meaning: "What is behind it is not plain memory and can't be read and written again.",
			remedy: stopRemedy(facts, pids),
		};
	},
};
