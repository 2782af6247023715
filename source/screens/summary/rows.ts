import type { MigrationView } from '../../model/fold.ts';
import { duration } from '../../model/format.ts';
import { lostMemory } from '../../model/rollback.ts';
import type { Outcome } from '../../model/stages.ts';
import { bytes, printable } from '../../model/text.ts';
import { blackoutSpans } from '../../model/timeline.ts';
import { paragraph } from '../components/notice.ts';
import type { Glyphs } from '../glyphs.ts';
import { type Row, type Segment, wrap } from '../segments.ts';
import type { Role } from '../theme.ts';
import { nextSteps } from './next-steps.ts';
import { timelineRows } from './timeline.ts';

const roles: Record<Outcome, Role> = {
	migrated: 'ok',
	'not-started': 'warn',
	'rolled-back': 'warn',
	'needs-human': 'fail',
};

/** How it ended, in one sentence. */
export const headline = (view: MigrationView): string => {
	const { outcome, container, source, target, cancelled, exit } = view;
	switch (outcome) {
		case 'migrated':
			return `${container} runs on ${target} now, with the memory it had on ${source}.`;
		case 'rolled-back':
			return lostMemory(view.rollback)
				? `${container} was not moved. It runs on ${source}, but was started anew: what it had in memory is lost.`
				: `${container} was not moved. It runs on ${source} again, with its memory.`;
		case 'needs-human':
			return `${container} needs you: lxc-ferry could not bring it to a safe end.`;
		case 'not-started':
			return cancelled === undefined && exit !== 130
				? `${container} was not moved: the checklist stands in the way. Nothing was changed.`
				: `${container} was not moved: cancelled before anything changed.`;
		default:
			return `${container}: the migration goes on.`;
	}
};

export const outcomeSign = (outcome: Outcome | undefined, glyphs: Glyphs): Segment => {
	if (outcome === undefined) return ['warn', glyphs.level.warn];
	const sign = {
		migrated: glyphs.level.ok,
		'not-started': glyphs.level.warn,
		'rolled-back': glyphs.level.warn,
		'needs-human': glyphs.level.fail,
	};
	return [roles[outcome], sign[outcome]];
};

const difference = (measured: number, predicted: number): string => {
	if (predicted <= 0) return '';
	const off = Math.round((measured / predicted - 1) * 100);
	return ` (${off > 0 ? '+' : ''}${off} %)`;
};

/** What was measured, and what had been predicted. */
const measureRows = (view: MigrationView): Row[] => {
	const { blackoutMs, totalMs, plan } = view;
	const predicted = plan?.predicted;
	const line = (label: string, measured: number | undefined, expected: number | undefined): Row[] =>
		measured === undefined
			? []
			: [
					{
						left: [
							'  ',
							['muted', label.padEnd(10)],
							['strong', duration(measured)],
							[
								'muted',
								expected === undefined
									? ''
									: `  predicted ${duration(expected)}${difference(measured, expected)}`,
							],
						],
					},
				];
	return [
		...line('blackout', blackoutMs, predicted?.blackoutMs),
		...line('in all', totalMs, predicted?.totalMs),
		...(view.bytes === 0 ? [] : [sentRow(view)]),
	];
};

const sentRow = ({ bytes: sent, method }: MigrationView): Row => ({
	left: [
		'  ',
		['muted', 'sent'.padEnd(10)],
		['strong', bytes(sent)],
		['muted', method === undefined ? '' : `  by ${method}`],
	],
});

/** The whole summary; the caller scrolls what does not fit. */
export const summaryRows = (view: MigrationView, columns: number, glyphs: Glyphs): Row[] => {
	const sign = outcomeSign(view.outcome, glyphs);
	const { what, why, next = [], evidence = [] } = view.explanation ?? { what: '' };
	const steps = timelineRows(blackoutSpans(view), columns, glyphs);
	const todo = nextSteps(view);
	return [
		...wrap(headline(view), columns - 2).map(
			(line, index): Row => ({ left: [index === 0 ? sign : ' ', ' ', ['strong', line]] }),
		),
		...(what === '' ? [] : paragraph(what, columns, { indent: 2 })),
		...(why === undefined ? [] : paragraph(why, columns, { indent: 2 })),
		...evidence.map((line): Row => ({ left: ['    ', ['muted', line]] })),
		{ left: [] },
		...measureRows(view),
		...(steps.length === 0
			? []
			: [{ left: [] }, { left: [['muted', 'The blackout, step by step']] as Segment[] }, ...steps]),
		{ left: [] },
		...next.flatMap((text) => paragraph(text, columns, { indent: 2 })),
		...(todo.length === 0 ? [] : [{ left: [['muted', 'Next']] as Segment[] }]),
		...todo.map(
			({ what: reason, command }): Row => ({ left: ['  ', ['accent', command], ['muted', `  # ${reason}`]] }),
		),
	];
};

/** What stays on the terminal after the program has gone. */
export const summaryText = (view: MigrationView, glyphs: Glyphs): string => {
	const { blackoutMs, totalMs, id, explanation } = view;
	const sign = outcomeSign(view.outcome, glyphs);
	const measured = [
		blackoutMs === undefined ? '' : `blackout ${duration(blackoutMs)}`,
		totalMs === undefined ? '' : `in all ${duration(totalMs)}`,
		view.bytes > 0 ? `${bytes(view.bytes)} sent` : '',
	].filter(Boolean);
	const lines = [
		`${typeof sign === 'string' ? sign : sign[1]} ${headline(view)}`,
		...(explanation === undefined
			? []
			: [explanation.what, explanation.why ?? '', ...(explanation.next ?? [])]
					.filter(Boolean)
					.map((line) => `  ${line}`)),
		...(measured.length === 0 ? [] : [`  ${measured.join(', ')}`]),
		...nextSteps(view).map(({ what, command }) => `  ${command}  # ${what}`),
		...(view.outcome === undefined ? [`  lxc-ferry attach ${id}  # watch it again`] : []),
	];
	return lines.map(printable).join('\n');
};
