import type { Check, Descriptor } from '../../model/facts.ts';
import { holders, ok, stopRemedy, unknown, unseenProcesses } from '../evidence.ts';

type Kind = { id: string; title: string; one: string; pattern: RegExp; meaning: string };

/** Kinds of open files that CRIU has no code for (dump_one_file in criu/files.c), each tried in the lab. */
const kinds: Kind[] = [
	{
		id: 'io-uring',
		title: 'No io_uring',
		one: 'io_uring queues are open',
		pattern: /^anon_inode:\[io_uring\]$/,
		meaning: 'Requests under way live in this kernel; CRIU ends with "Can\'t retrieve FDs from socket".',
	},
	{
		id: 'perf',
		title: 'No perf events',
		one: 'Performance counters are open',
		pattern: /^anon_inode:\[perf_event\]$/,
		meaning: 'They count events of this processor; a profiler or monitoring agent holds them.',
	},
	{
		id: 'userfaultfd',
		title: 'No userfaultfd',
		one: 'A program handles its own page faults (userfaultfd)',
		pattern: /^anon_inode:\[userfaultfd\]$/,
		meaning:
			"CRIU needs that mechanism itself and can't hand it on; some garbage collectors and emulators use it.",
	},
	{
		id: 'secret-memory',
		title: 'No secret memory',
		one: "A program has memory that even root can't read (memfd_secret)",
		pattern: /secretmem/,
		meaning: "What can't be read can't be moved; key agents use it.",
	},
	{
		id: 'special-files',
		title: 'No other files of a kind CRIU does not know',
		one: 'Files are open of a kind that CRIU does not know',
		pattern:
			/^anon_inode:(?!\[?(?:eventfd|eventpoll|inotify|fanotify|signalfd|timerfd|pidfd|bpf|io_uring|perf_event|userfaultfd|secretmem))|^\/dmabuf|^mnt:\[/,
		meaning:
			"A device, a virtual machine or another part of the kernel is behind them (Can't dump file N of that type).",
	},
];

const checkFor = ({ id, title, one, pattern, meaning }: Kind): Check => ({
	id,
	title,
	scope: 'container',
	looksAt: `open files and mappings that match ${pattern.source.length > 50 ? 'none of the kinds CRIU knows' : `/${pattern.source}/`}`,
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, title);
		if (unseen) return unseen;
		const { descriptors, maps } = facts.container;
		if (!descriptors || !maps) return unknown(title, 'open files or mappings were not seen');
		const found: Pick<Descriptor, 'pid' | 'target'>[] = [
			...descriptors.filter(({ target }) => pattern.test(target)),
			...(id === 'secret-memory'
				? maps.filter(({ line }) => pattern.test(line)).map(({ pid }) => ({ pid, target: 'secretmem' }))
				: []),
		];
		if (found.length === 0) return ok(`${title}: none seen`);
		const pids = found.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: one,
			detail: `${holders(facts, pids)}: ${[...new Set(found.map(({ target }) => target))].slice(0, 3).join(', ')}`,
			meaning,
			remedy: stopRemedy(facts, pids),
		};
	},
});

export const [ioUring, perf, userfaultfd, secretMemory, specialFiles] = kinds.map(checkFor) as [
	Check,
	Check,
	Check,
	Check,
	Check,
];
