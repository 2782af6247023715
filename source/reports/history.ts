import { duration } from '../model/format.ts';
import type { MigrationRecord } from '../model/services.ts';
import { bytes, printable } from '../model/text.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import { keptLines } from './leftovers.ts';
import { type Look, sign } from './look.ts';
import { outcomeTone } from './outcome.ts';
import { summarize } from './summary.ts';

const columns: Column[] = [
	{ head: 'ID', drop: 0 },
	{ head: 'CONTAINER', drop: 0, shrink: true },
	{ head: 'FROM, TO', drop: 3, shrink: true },
	{ head: 'OUTCOME', drop: 0 },
	{ head: 'BLACKOUT', align: 'right', drop: 1 },
	{ head: 'TOTAL', align: 'right', drop: 2 },
	{ head: 'SENT', align: 'right', drop: 5 },
];

/** Ids begin with their time (UTC); that much of one is enough for `show` wherever no other begins alike. */
const shortId = (id: string, ids: readonly string[]): string => {
	const short = id.slice(0, '20261123-031200'.length);
	return ids.filter((other) => other.startsWith(short)).length === 1 ? short : id;
};

const row = ({ view, alive }: MigrationRecord, ids: readonly string[], look: Look): Cell[] => {
	const summary = summarize(view);
	const interrupted = summary.outcome === 'under-way' && !alive;
	return [
		shortId(view.id, ids),
		printable(view.container),
		printable(`${view.source} ${sign(look).arrow} ${view.target}`),
		{
			text: interrupted ? 'interrupted' : summary.outcome,
			tone: interrupted ? 'bad' : outcomeTone[summary.outcome],
		},
		summary.blackoutMs === undefined ? '' : duration(summary.blackoutMs),
		duration(summary.totalMs),
		bytes(summary.bytes),
	];
};

/** Past migrations, newest first. */
export const historyLines = (records: readonly MigrationRecord[], look: Look): string[] => {
	if (records.length === 0) return ['No migrations yet. The first: lxc-ferry migrate NAME TARGET'];
	const ids = records.map(({ view }) => view.id);
	return [
		...tableLines(
			columns,
			records.map((record) => row(record, ids, look)),
			look,
		),
		...keptLines(records, look),
	];
};
