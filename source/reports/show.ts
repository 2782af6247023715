import { blackoutMs, type MigrationView } from '../model/fold.ts';
import { day, duration } from '../model/format.ts';
import { quoteAll } from '../model/quote.ts';
import { counted, printable } from '../model/text.ts';
import { checklistLines } from './checklist.ts';
import { hanging } from './lines.ts';
import type { Look } from './look.ts';
import { journey, outcomeLines } from './outcome.ts';
import { summarize } from './summary.ts';
import { blackoutLines, stageLines } from './timeline.ts';

const section = (title: string, lines: string[], look: Look): string[] =>
	lines.length === 0 ? [] : ['', look.paint('strong', title), ...lines];

const blackoutTitle = (view: MigrationView): string => {
	const ms = blackoutMs(view, view.lastAt);
	return ms === undefined ? 'Blackout' : `Blackout: ${duration(ms)}`;
};

const commandLines = (view: MigrationView, look: Look): string[] =>
	view.commands.map(({ host, argv, exit, ms }) => {
		const end = exit === 0 ? duration(ms) : `${duration(ms)}, exit ${exit}`;
		return `  ${printable(host)}$ ${printable(quoteAll(argv))}  ${look.paint(exit === 0 ? 'quiet' : 'bad', `(${end})`)}`;
	});

const rollbackLines = (view: MigrationView, look: Look): string[] =>
	view.rollback === undefined
		? []
		: hanging(
				'  ',
				`${view.rollback.phase}: ${printable(view.rollback.reason)}`,
				Math.min(look.columns, 100),
			);

/** What this view does not tell, because it can't. */
const leftOutLines = ({ newer, leftOut }: MigrationView, look: Look): string[] => [
	...(newer === 0
		? []
		: [look.paint('warning', `${counted(newer, 'line')} of a newer lxc-ferry can't be read by this one.`)]),
	...(leftOut === 0
		? []
		: [look.paint('quiet', `${leftOut} of its findings, marks and intents were too many to keep.`)]),
];

/** The whole story of a migration: how it ended, what was found, where the time went, what was run. */
export const showLines = (view: MigrationView, look: Look): string[] => [
	look.paint('strong', journey(view, look)),
	look.paint('quiet', `${view.id}, ${day(view.startedAt)} UTC`),
	...outcomeLines(summarize(view), look),
	...leftOutLines(view, look),
	...section('Findings', checklistLines(view.findings, look), look),
	...section('Stages', stageLines(view, look), look),
	...section(blackoutTitle(view), blackoutLines(view, look), look),
	...section('Rollback', rollbackLines(view, look), look),
	...section('Commands', commandLines(view, look), look),
	...section(
		'Log, its last lines',
		view.log.slice(-20).map(({ host, line }) => `  ${printable(host)}: ${printable(line)}`),
		look,
	),
];
