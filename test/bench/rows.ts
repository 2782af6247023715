// What is measured: issue 5's table, and a few more to see how the link counts.

import type { Quality } from '../lab/network.ts';
import { addresses, type ContainerName } from '../lab/paths.ts';
import type { OldCopy } from './place.ts';

/** `ratio`: script ÷ ours, at least. `criu`: ours ÷ CRIU's own times, at most. `growth`: ours ÷ ours of another row, at most. */
export type Wanted =
	| { kind: 'ratio'; atLeast: number }
	| { kind: 'criu'; atMost: number }
	| { kind: 'growth'; of: string; atMost: number };

export type Row = {
	id: string;
	title: string;
	container: ContainerName;
	/** Settings of the container that count when it is made. */
	env: Record<string, string>;
	link?: { name: string; quality: Quality };
	onTarget: OldCopy;
	/** Options of lxc-ferry for it. */
	options?: readonly string[];
	/** Only ours is measured. */
	ferryOnly?: true;
	/** Fewer pairs: `slow` takes minutes, `extra` is only for comparison. */
	pairs?: 'slow' | 'extra';
	/** Rewrites this many files of the source before each move: the target's copy is as old as that. */
	rewrite?: number;
	wanted?: Wanted;
};

/** A line every millisecond, and as much written to memory per second as with the lab's 10 ms. */
const everyMs = { LXC_FERRY_LAB_COUNT_MS: '1', LXC_FERRY_LAB_DIRTY_PAGES: '10' };

const fast = { name: '1 Gbit/s, 1 ms each way', quality: { rateMbit: 1000, delayMs: 1 } };
const slow = { name: '100 Mbit/s, 20 ms each way', quality: { rateMbit: 100, delayMs: 20 } };

const count1 = {
	container: 'count1',
	title: 'count1, a process that counts',
	env: everyMs,
	onTarget: 'old copy',
} as const;
const mem1 = {
	container: 'mem1',
	title: 'mem1, 400 MB of memory',
	env: everyMs,
	onTarget: 'old copy',
} as const;
const files1 = { container: 'files1', title: 'files1, 1 GB in 20,000 files', env: everyMs } as const;
const manyFiles = { ...everyMs, LXC_FERRY_LAB_FILES: '100000' };

export const rows: readonly Row[] = [
	{ id: 'files', ...files1, onTarget: 'old copy', wanted: { kind: 'ratio', atLeast: 8 } },
	{
		id: 'files-stale',
		...files1,
		title: 'files1, 2,000 of its 20,000 files changed since the copy',
		onTarget: 'old copy',
		rewrite: 2000,
		wanted: { kind: 'ratio', atLeast: 8 },
	},
	{
		id: 'files-100k',
		...files1,
		title: 'files1, 1 GB in 100,000 files',
		env: manyFiles,
		onTarget: 'old copy',
		ferryOnly: true,
		wanted: { kind: 'growth', of: 'files', atMost: 1.3 },
	},
	{ id: 'mem', ...mem1, wanted: { kind: 'ratio', atLeast: 2.5 } },
	{
		id: 'mem-straight',
		...mem1,
		title: 'mem1, its memory straight to the target by --page-server',
		options: ['--page-server', addresses.beta.link],
		wanted: { kind: 'ratio', atLeast: 2.5 },
	},
	{
		id: 'mem-post-copy',
		...mem1,
		title: 'mem1, its memory follows (--method post-copy)',
		options: ['--method', 'post-copy'],
		wanted: { kind: 'ratio', atLeast: 2.5 },
	},
	{ id: 'count', ...count1, wanted: { kind: 'criu', atMost: 1.6 } },
	{
		id: 'web',
		pairs: 'extra',
		container: 'web1',
		title: 'web1, Debian with systemd',
		env: everyMs,
		onTarget: 'old copy',
	},
	{ id: 'count-fast', pairs: 'extra', ...count1, link: fast },
	{ id: 'mem-fast', pairs: 'extra', ...mem1, link: fast },
	{ id: 'count-slow', pairs: 'extra', ...count1, link: slow },
	{ id: 'files-slow', pairs: 'extra', ...files1, onTarget: 'old copy', link: slow },
	{
		id: 'files-first',
		...files1,
		onTarget: 'nothing',
		link: slow,
		pairs: 'slow',
		wanted: { kind: 'ratio', atLeast: 100 },
	},
];
