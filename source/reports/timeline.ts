import type { Mark, MigrationView } from '../model/fold.ts';
import { duration } from '../model/format.ts';
import { stageNames } from '../model/stages.ts';
import { printable } from '../model/text.ts';
import { cut, padEnd, padStart } from './lines.ts';
import { type Look, sign } from './look.ts';

/** A stretch of time: from `from` to `to`, milliseconds since the epoch. */
export type Span = { label: string; from: number; to: number };

/**
The spans between the marks of one host, each named after the mark that ends it; a mark that says when it began is a
span of its own. Marks of different hosts are never subtracted: their clocks differ.
*/
export const spansOf = (marks: readonly Mark[]): Span[] => {
	const hosts = [...new Set(marks.map(({ host }) => host))];
	return hosts.flatMap((host) => {
		const own = marks.filter((mark) => mark.host === host).toSorted((a, b) => a.ms - b.ms);
		return own.flatMap((mark, index) => {
			const from = mark.from ?? own[index - 1]?.ms;
			if (from === undefined) return [];
			return [{ label: `${printable(host)} ${printable(mark.name)}`, from, to: mark.ms }];
		});
	});
};

const stageSpans = (view: MigrationView): Span[] =>
	stageNames.flatMap((name) => {
		const { startedAt, endedAt, state } = view.stages[name];
		if (startedAt === undefined || state === 'skipped') return [];
		return [{ label: name, from: startedAt, to: endedAt ?? view.lastAt }];
	});

/** Spans below each other with bars on one scale, each where it lies in time. */
export const barLines = (spans: readonly Span[], look: Look): string[] => {
	if (spans.length === 0) return [];
	const columns = Math.min(look.columns, 100);
	const labels = Math.min(28, Math.max(...spans.map(({ label }) => label.length)), Math.floor(columns / 2));
	const room = columns - labels - 15;
	const from = Math.min(...spans.map((span) => span.from));
	const whole = Math.max(1, Math.max(...spans.map((span) => span.to)) - from);
	const { bar, half } = sign(look);
	const at = (ms: number) => Math.round(((ms - from) / whole) * room);
	return spans.map((span) => {
		const head = `  ${padEnd(cut(span.label, labels, look), labels)} ${padStart(duration(span.to - span.from), 11)}`;
		if (room < 8) return head;
		const start = Math.min(room - 1, at(span.from));
		const length = at(span.to) - start;
		return `${head} ${' '.repeat(start)}${look.paint('note', length < 1 ? half : bar.repeat(length))}`;
	});
};

/** The stages of a migration over its whole time. */
export const stageLines = (view: MigrationView, look: Look): string[] => barLines(stageSpans(view), look);

/** What the blackout was made of, by the marks that CRIU's action scripts left on both hosts. */
export const blackoutLines = (view: MigrationView, look: Look): string[] =>
	barLines(spansOf(view.marks), look);
