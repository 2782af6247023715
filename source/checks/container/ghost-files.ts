import type { Check } from '../../model/facts.ts';
import { bytes, clipped, counted, some } from '../../model/text.ts';
import { holders, ok, stopRemedy, unknown, unseenProcesses } from '../evidence.ts';

/** DEFAULT_GHOST_LIMIT of criu/include/cr_options.h. */
export const ghostLimit = 1 << 20;

/** The limit that CRIU will use: its own, or that of /etc/criu/default.conf. */
const limitOf = (lines: readonly string[] = []): number => {
	const set = lines.findLast((line) => /^\s*ghost-limit\s/.test(line));
	const match = /^\s*ghost-limit\s+(\d{1,12})([KMG]?)/i.exec(set ?? '');
	const scale = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[(match?.[2] ?? '').toUpperCase()] ?? 1;
	return match ? Number(match[1]) * scale : ghostLimit;
};

export const ghostFiles: Check = {
	id: 'ghost-files',
	title: 'Deleted files that are still open',
	scope: 'container',
	looksAt: "open files without a name, their sizes against CRIU's ghost-limit",
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Deleted files');
		if (unseen) return unseen;
		const { deleted } = facts.container;
		if (!deleted) return unknown('Deleted files', 'open files were not seen');
		const limit = limitOf(facts.source.raw.get('criu.config'));
		// memfd and shared memory have no name either, and are carried as memory.
		const files = deleted.filter(
			({ path }) => path.startsWith('/') && !/^\/(memfd:|SYSV|dev\/zero|dev\/shm\/|secretmem)/.test(path),
		);
		const large = files.filter(({ size }) => size > limit);
		if (large.length === 0)
			return ok(
				files.length === 0
					? 'No deleted files are open'
					: `${counted(files.length, 'deleted file')} still open are carried in the image`,
				files.length === 0 ? undefined : `largest ${bytes(Math.max(...files.map(({ size }) => size)))}`,
			);
		const pids = large.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: `${counted(large.length, 'deleted file')} still open, larger than CRIU carries`,
			detail: `${some(large.map(({ path, size }) => clipped(`${path} ${bytes(size)}`, 120)))}; ${holders(facts, pids)}; limit ${bytes(limit)}`,
			meaning:
				'A file that was deleted while a program uses it exists nowhere but there; CRIU puts it into the image up to a limit.',
			remedy: `Raise the limit on the source: echo 'ghost-limit ${Math.ceil((Math.max(...large.map(({ size }) => size)) * 1.2) / 1048576)}M' >> /etc/criu/default.conf. ${stopRemedy(facts, pids)}`,
		};
	},
};
