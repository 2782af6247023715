import type { Mark, MigrationView } from './fold.ts';
import { printable } from './text.ts';

/** A part of the blackout: in which lane (a host, or `files` and `image`), what it was, from when to when after the freeze. */
export type Span = { lane: string; words: string; from: number; to: number };

/** The names of the moments, in words. A span is named by the moment that ends it. */
const words: Record<string, string> = {
	'pre-dump': 'getting ready to dump',
	'network-lock': 'freezing, locking the network',
	'post-dump': 'dumping memory and state',
	'status-ready': 'page server ready',
	'pre-restore': 'preparing the restore',
	'setup-namespaces': 'making namespaces',
	'post-setup-namespaces': 'filling namespaces',
	'post-dump-go': 'held until the target is ready',
	// Post-copy.
	'post-dump-serve': 'held until the image is on the target',
	'tasks-ended': 'the source ends its processes',
	// In journals of older versions.
	'init-gone': 'the source ends its processes',
	'post-restore': 'restoring processes and memory',
	'post-restore-go': 'held until the source has ended',
	'network-unlock': 'unlocking the network',
	'pre-resume': 'before the first instruction',
	'post-resume': 'running again',
	search: 'finding changed files',
	copy: 'copying changed files',
	send: 'sending the rest of the image',
	'to disk': "to the target's disk",
};

type Marked = Pick<MigrationView, 'marks' | 'frozenAt' | 'source'>;

/** When the blackout began, on the clock of the marks: they count from it, or are times of day. */
export const blackoutStart = ({ marks, frozenAt }: Marked): number => {
	const first = Math.min(...marks.map(({ ms }) => ms));
	return first < 1e11 ? 0 : Math.min(first, frozenAt ?? first);
};

/**
The blackout cut into spans by its marks, in the order in which they end. A span begins where the one before it in its
lane ended; the first of a lane where the last one of any lane did, for that is what it waited for. All times are on one
clock (attendant.ts takes the skew out). A mark that says when it began is a span beside the others.
*/
export const blackoutSpans = (view: Marked): Span[] => {
	const zero = blackoutStart(view);
	const after = (ms: number) => Math.max(0, ms - zero);
	const lane = ({ host }: Mark) => printable(host || view.source);
	const sorted = view.marks.toSorted((a, b) => a.ms - b.ms);
	return sorted.flatMap((mark, index) => {
		const earlier = sorted.slice(0, index).filter(({ from }) => from === undefined);
		const before = earlier.findLast((other) => lane(other) === lane(mark)) ?? earlier.at(-1);
		const from = after(mark.from ?? before?.ms ?? zero);
		const to = after(mark.ms);
		if (to <= from) return [];
		return [{ lane: lane(mark), words: words[mark.name] ?? printable(mark.name), from, to }];
	});
};
