import type { Check } from '../../model/facts.ts';
import { holders, ok, unknown, unseenProcesses } from '../evidence.ts';

/** CRIU carries the locks of the container's own processes; one that a stranger holds on the same file stays behind. */
export const locks: Check = {
	id: 'locks',
	title: 'File locks stay inside',
	scope: 'container',
	looksAt: '/proc/locks of the host',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'File locks');
		if (unseen) return unseen;
		const all = facts.container.locks;
		if (!all) return unknown('File locks', '/proc/locks was not readable');
		const ours = all.filter((lock) => lock.ours);
		const files = new Set(ours.map(({ device, inode }) => `${device}:${inode}`));
		const shared = all.filter(
			(lock) => !lock.ours && lock.pid > 0 && files.has(`${lock.device}:${lock.inode}`),
		);
		if (shared.length === 0)
			return ok(ours.length === 0 ? 'No files are locked' : `${ours.length} file locks are carried along`);
		const inodes = new Set(shared.map(({ inode }) => inode));
		return {
			level: 'warn',
			title: 'A file is locked both inside and outside the container',
			detail: `${holders(
				facts,
				ours.filter(({ inode }) => inodes.has(inode)).map(({ pid }) => pid),
			)}; outside: pid ${[...new Set(shared.map(({ pid }) => pid))].join(', ')}`,
			meaning: 'The lock protects one against the other; after the move nobody would keep that promise.',
			remedy: 'End the program outside that holds the lock.',
		};
	},
};
