import type { MigrationView } from '../model/fold.ts';
import { duration } from '../model/format.ts';
import { stageNames } from '../model/stages.ts';
import { blackoutSpans } from '../model/timeline.ts';
import { cut, padEnd, padStart } from './lines.ts';
import { type Look, sign } from './look.ts';

/** A bar with its label, from `from` to `to` on any one clock, in milliseconds. */
type Bar = { label: string; from: number; to: number };

const stageBars = (view: MigrationView): Bar[] =>
	stageNames.flatMap((name) => {
		const { startedAt, endedAt, state } = view.stages[name];
		if (startedAt === undefined || state === 'skipped') return [];
		return [{ label: name, from: startedAt, to: endedAt ?? view.lastAt }];
	});

/** The longest words for a part of the blackout, and a lane. */
const longestLabel = 44;

/** Bars below each other on one scale, each where it lies in time. */
export const barLines = (spans: readonly Bar[], look: Look): string[] => {
	if (spans.length === 0) return [];
	const columns = Math.min(look.columns, 100);
	// Where a bar has no room beside half a line of label, all of it is for the label.
	const half = Math.floor(columns / 2);
	const most = columns - half < 23 ? columns - 15 : half;
	const labels = Math.min(longestLabel, most, Math.max(...spans.map(({ label }) => label.length)));
	const room = columns - labels - 15;
	const from = Math.min(...spans.map((span) => span.from));
	const whole = Math.max(1, Math.max(...spans.map((span) => span.to)) - from);
	const { bar, half: thin } = sign(look);
	const at = (ms: number) => Math.round(((ms - from) / whole) * room);
	return spans.map((span) => {
		const head = `  ${padEnd(cut(span.label, labels, look), labels)} ${padStart(duration(span.to - span.from), 11)}`;
		if (room < 8) return head;
		const start = Math.min(room - 1, at(span.from));
		const length = at(span.to) - start;
		return `${head} ${' '.repeat(start)}${look.paint('note', length < 1 ? thin : bar.repeat(length))}`;
	});
};

/** The stages of a migration over its whole time. */
export const stageLines = (view: MigrationView, look: Look): string[] => barLines(stageBars(view), look);

/** What the blackout was made of, in which lane; where a line has no room for both, the words matter more. */
export const blackoutLines = (view: MigrationView, look: Look): string[] => {
	const spans = blackoutSpans(view);
	const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
	const named = longest(spans.map(({ words }) => words));
	const whole = named + 1 + longest(spans.map(({ lane }) => lane));
	const withLane = whole <= Math.min(longestLabel, Math.floor(look.columns / 2));
	return barLines(
		spans.map(({ lane, words, from, to }) => ({
			label: withLane ? `${padEnd(words, named)} ${lane}` : words,
			from,
			to,
		})),
		look,
	);
};
