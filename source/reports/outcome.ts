import { exits } from '../model/error.ts';
import { duration } from '../model/format.ts';
import { lostMemory } from '../model/rollback.ts';
import type { Outcome } from '../model/stages.ts';
import { bytes, printable } from '../model/text.ts';
import { explanationLines } from './explanation.ts';
import { hanging } from './lines.ts';
import { type Look, sign, type Tone } from './look.ts';
import type { Summary } from './summary.ts';

export const outcomeTone: Record<Outcome | 'under-way', Tone> = {
	migrated: 'good',
	'not-started': 'warning',
	'rolled-back': 'warning',
	'needs-human': 'bad',
	'under-way': 'note',
};

const sentence = (summary: Summary): string => {
	const container = printable(summary.container);
	const source = printable(summary.source);
	const target = printable(summary.target);
	switch (summary.outcome) {
		case 'migrated':
			return `${container} was moved and runs on ${target}.`;
		case 'not-started':
			// Not "it runs on": it may have been stopped, or not be there at all.
			return `${summary.exit === exits.cancelled ? 'Cancelled' : 'Not started'}: ${container} was not touched, nothing was changed.`;
		case 'rolled-back':
			return lostMemory(summary.rollback)
				? `Rolled back: ${container} runs on ${source}, but was started anew. What it had in memory is lost.`
				: `${summary.cancelled === undefined ? 'Failed' : 'Cancelled'} and rolled back: ${container} runs on ${source} again, with its state.`;
		case 'needs-human':
			return `${container} needs a human.`;
		default:
			return `${container} is on its way from ${source} to ${target}.`;
	}
};

const figures = (summary: Summary): string => {
	const parts = [
		summary.blackoutMs === undefined ? undefined : `blackout ${duration(summary.blackoutMs)}`,
		`total ${duration(summary.totalMs)}`,
		summary.bytes > 0 ? `${bytes(summary.bytes)} sent` : undefined,
		summary.method,
	];
	return parts.filter((part) => part !== undefined).join(', ');
};

/** What had been predicted, right below what was measured; of a way there and back nothing was. */
const prediction = ({ outcome, predicted }: Summary): string | undefined =>
	outcome !== 'migrated' || predicted === undefined
		? undefined
		: `predicted: blackout ${duration(predicted.blackoutMs)}, total ${duration(predicted.totalMs)}`;

/** How it ended, in a few lines: the end of the plain report and the head of `show`. */
export const outcomeLines = (summary: Summary, look: Look): string[] => {
	const tone = outcomeTone[summary.outcome];
	const columns = Math.min(look.columns, 100);
	const expected = prediction(summary);
	return [
		...hanging('', sentence(summary), columns, 0).map((line) => look.paint(tone, line)),
		...hanging('', figures(summary), columns, 0),
		...(expected === undefined
			? []
			: hanging('', expected, columns, 0).map((line) => look.paint('quiet', line))),
		...(summary.explanation === undefined ? [] : explanationLines(summary.explanation, look, tone)),
	];
};

/** `web1: alpha → beta`. */
export const journey = (of: { container: string; source: string; target: string }, look: Look): string =>
	printable(`${of.container}: ${of.source} ${sign(look).arrow} ${of.target}`);
