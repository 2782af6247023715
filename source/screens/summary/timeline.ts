import type { Mark, MigrationView } from '../../model/fold.ts';
import { duration } from '../../model/format.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, type Row } from '../segments.ts';

export type Step = { name: string; host: string; fromMs: number; ms: number };

/** CRIU's names of the moments, in words. A step is named by the moment that ends it. */
const words: Record<string, string> = {
	'pre-dump': 'getting ready to dump',
	'network-lock': 'freezing, locking the network',
	'post-dump': 'dumping memory and state',
	'status-ready': 'page server ready',
	'pre-restore': 'preparing the restore',
	'setup-namespaces': 'making namespaces',
	'post-setup-namespaces': 'filling namespaces',
	'post-dump-go': 'told the source to let go',
	'tasks-ended': 'the source ends its processes',
	// In journals of older versions.
	'init-gone': 'the source ends its processes',
	'post-restore': 'restoring processes and memory',
	'post-restore-go': 'told the target to go on',
	'network-unlock': 'unlocking the network',
	'pre-resume': 'before the first instruction',
	'post-resume': 'running again',
	search: 'finding changed files',
	copy: 'copying changed files',
	send: 'sending the rest of the image',
	'to disk': "to the target's disk",
};

/** The blackout cut into steps by its marks. Marks of the same moment keep their order. */
export const blackoutSteps = ({
	marks,
	frozenAt,
	source,
}: Pick<MigrationView, 'marks' | 'frozenAt' | 'source'>): Step[] => {
	const sorted = marks.toSorted((a, b) => a.ms - b.ms);
	const first = sorted[0];
	if (first === undefined) return [];
	// Marks count from the freeze, or are times of day: then the freeze itself is where they begin.
	const zero = first.ms < 1e11 ? 0 : Math.min(first.ms, frozenAt ?? first.ms);
	const at = ({ ms }: Mark) => Math.max(0, ms - zero);
	return sorted
		.map((mark, index) => {
			// A mark that says when it began is a part of its own, beside the others.
			const before = sorted.slice(0, index).findLast(({ from }) => from === undefined);
			const fromMs =
				mark.from === undefined ? (before === undefined ? 0 : at(before)) : Math.max(0, mark.from - zero);
			return {
				name: words[mark.name] ?? mark.name,
				host: mark.host || source,
				fromMs,
				ms: at(mark) - fromMs,
			};
		})
		.filter(({ ms }) => ms > 0);
};

/** The steps as a chart: each bar begins where the one before ended. */
export const timelineRows = (steps: readonly Step[], columns: number, glyphs: Glyphs): Row[] => {
	const total = steps.reduce((sum, { fromMs, ms }) => Math.max(sum, fromMs + ms), 0);
	if (total === 0) return [];
	const names = Math.min(32, Math.floor(columns * 0.38));
	const hosts = Math.min(12, Math.max(...steps.map(({ host }) => host.length)));
	const room = Math.max(6, columns - names - hosts - 15);
	return steps.map(({ name, host, fromMs, ms }): Row => {
		const from = Math.min(room - 1, Math.round((fromMs / total) * room));
		const long = Math.max(1, Math.round((ms / total) * room));
		const chart = `${' '.repeat(from)}${glyphs.bar[0].repeat(Math.min(long, room - from))}`;
		return {
			left: [
				'  ',
				cell(name, names, glyphs.ellipsis),
				' ',
				['muted', cell(host, hosts, glyphs.ellipsis)],
				' ',
				['accent', chart],
			],
			right: [duration(ms)],
		};
	});
};
