import { bytes, printable } from '../model/text.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import type { Look } from './look.ts';

/** Something that a migration left on a host, as engine/clean.ts finds it. */
export type LeftoverRow = {
	kind: string;
	path: string;
	bytes?: number;
	migration: string;
	container?: string;
	needed: boolean;
};

const columns: Column[] = [
	{ head: 'WHAT', drop: 0 },
	{ head: 'SIZE', align: 'right', drop: 1 },
	{ head: 'OF', drop: 2, shrink: true },
	{ head: 'NEEDED', drop: 0 },
	{ head: 'WHERE', drop: 3 },
];

const row = (leftover: LeftoverRow): Cell[] => [
	leftover.kind,
	leftover.bytes === undefined ? '' : bytes(leftover.bytes),
	printable(leftover.container ?? leftover.migration),
	leftover.needed ? { text: 'maybe', tone: 'warning' } : leftover.kind === 'mark' ? 'by you' : 'no',
	printable(leftover.path),
];

/** What is left on a host, as a table. */
export const leftoverLines = (leftovers: readonly LeftoverRow[], look: Look): string[] =>
	leftovers.length === 0
		? ['Nothing is left of any migration.']
		: tableLines(columns, leftovers.map(row), look);
