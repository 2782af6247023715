import { day, duration } from '../model/format.ts';
import type { MigrationRecord } from '../model/services.ts';
import { bytes, printable } from '../model/text.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import { type Look, sign } from './look.ts';
import { outcomeTone } from './outcome.ts';
import { summarize } from './summary.ts';

const columns: Column[] = [
	{ head: 'STARTED (UTC)', drop: 4 },
	{ head: 'CONTAINER', drop: 0, shrink: true },
	{ head: 'FROM, TO', drop: 3, shrink: true },
	{ head: 'OUTCOME', drop: 0 },
	{ head: 'BLACKOUT', align: 'right', drop: 1 },
	{ head: 'TOTAL', align: 'right', drop: 2 },
	{ head: 'SENT', align: 'right', drop: 5 },
	{ head: 'ID', drop: 6 },
];

const row = ({ view, alive }: MigrationRecord, look: Look): Cell[] => {
	const summary = summarize(view);
	const interrupted = summary.outcome === 'under-way' && !alive;
	return [
		day(view.startedAt),
		printable(view.container),
		printable(`${view.source} ${sign(look).arrow} ${view.target}`),
		{
			text: interrupted ? 'interrupted' : summary.outcome,
			tone: interrupted ? 'bad' : outcomeTone[summary.outcome],
		},
		summary.blackoutMs === undefined ? '' : duration(summary.blackoutMs),
		duration(summary.totalMs),
		bytes(summary.bytes),
		view.id,
	];
};

/** Past migrations, newest first. */
export const historyLines = (records: readonly MigrationRecord[], look: Look): string[] =>
	records.length === 0
		? ['No migrations yet. The first: lxc-ferry migrate NAME TARGET']
		: tableLines(
				columns,
				records.map((record) => row(record, look)),
				look,
			);
