import type { MigrationRecord } from '../model/services.ts';
import { bytes, counted, printable } from '../model/text.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import { hanging, padStart } from './lines.ts';
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

const split = (path: string): [dir: string, name: string] => {
	const at = path.lastIndexOf('/');
	return [path.slice(0, at), path.slice(at + 1)];
};

/** So many are named on a screen that has to hold all hosts. */
const named = 3;

/** Memory images on a host, each with its size and place, for `status`; the directory that all are in is said once. */
export const imageLines = (leftovers: readonly LeftoverRow[], look: Look): string[] => {
	const images = leftovers.filter(({ kind }) => kind === 'images');
	const [first] = images;
	if (first === undefined) return [];
	const all = bytes(images.reduce((sum, image) => sum + (image.bytes ?? 0), 0));
	const line = (image: LeftoverRow) =>
		`    ${padStart(bytes(image.bytes ?? 0), 7)}  ${printable(split(image.path)[1])}${image.needed ? ' (may be needed)' : ''}`;
	const head = `${counted(images.length, 'memory image')} in ${printable(split(first.path)[0])}: ${all}`;
	const more = images.length - named;
	return [
		...hanging('  ', head, Math.min(look.columns, 100)),
		...images.slice(0, named).map(line),
		...(more > 0 ? [look.paint('quiet', `    and ${more} more`)] : []),
	];
};

/** What an engine said at its end of images that it kept, and of what it could not remove; else where they would be. */
const keptOf = ({ view, alive }: MigrationRecord): string[] => {
	if (alive || view.plan === undefined || view.intents.length === 0) return [];
	const { source, target } = view.plan.places;
	const { evidence = [], next = [] } = view.explanation ?? {};
	const images = evidence.filter((line) => [source, target].some(({ staging }) => line.includes(staging)));
	if (view.outcome === undefined)
		return [`${view.source}: may be in ${source.staging}`, `${view.target}: may be in ${target.staging}`];
	return [
		...(view.outcome === 'needs-human' ? images : []),
		...next.filter((line) => line.startsWith('Remove what is left on ')),
	];
};

/** Images that past migrations left, by what their journals say, for `history`. */
export const keptLines = (records: readonly MigrationRecord[], look: Look): string[] => {
	const kept = records.flatMap((record) => {
		const lines = keptOf(record);
		return lines.length === 0
			? []
			: [`  ${record.view.id}`, ...lines.flatMap((line) => hanging('    ', printable(line), look.columns))];
	});
	if (kept.length === 0) return [];
	const head = hanging(
		'',
		'Left behind, as it was seen last; "lxc-ferry status HOST" looks again:',
		look.columns,
		0,
	);
	return ['', ...head.map((line) => look.paint('warning', line)), ...kept];
};
