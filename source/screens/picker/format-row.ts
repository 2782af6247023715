import type { Explanation } from '../../model/events.ts';
import type { ContainerListing } from '../../model/facts.ts';
import { about, age } from '../../model/format.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { bytes, counted } from '../../model/text.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, type Row, type Segment } from '../segments.ts';
import type { PickerRow } from './rows.ts';
import { refusal } from './rows.ts';
import type { SortKey } from './state.ts';

type Column = { key: SortKey | 'address' | 'note'; title: string; width: number; align?: 'right' };

/** Columns that fit: first the address goes, then the uptime, then the size. */
export const columnsFor = (columns: number): Column[] => {
	const name = Math.max(14, Math.min(32, Math.floor((columns - 24) / 4)));
	const all: Column[] = [
		{ key: 'name', title: 'NAME', width: name },
		{ key: 'state', title: 'STATE', width: 8 },
		{ key: 'address', title: 'ADDRESS', width: columns >= 140 ? 32 : 15 },
		{ key: 'memory', title: 'MEMORY', width: 7, align: 'right' },
		{ key: 'size', title: 'SIZE', width: 7, align: 'right' },
		{ key: 'uptime', title: 'UP', width: 6, align: 'right' },
	];
	const used = (list: readonly Column[]) => list.reduce((sum, column) => sum + column.width + 1, 2);
	let list = all;
	for (const drop of ['address', 'uptime', 'size'] as const) {
		if (used(list) > columns - 2) list = list.filter(({ key }) => key !== drop);
	}
	const rest = columns - used(list);
	return rest >= 8 ? [...list, { key: 'note', title: '', width: rest }] : list;
};

export const headingRow = (columns: readonly Column[], sort: SortKey, glyphs: Glyphs): Row => ({
	left: [
		'  ',
		...columns
			.filter(({ title }) => title !== '')
			.map(
				({ key, title, width, align }): Segment => [
					key === sort ? 'accent' : 'muted',
					`${cell(key === sort ? `${title}${glyphs.open}` : title, width, glyphs.ellipsis, align)} `,
				],
			),
	],
});

const note = (listing: ContainerListing, glyphs: Glyphs): Segment[] => {
	if (listing.movedTo !== undefined) return [['accent', `${glyphs.arrow} moved to ${listing.movedTo}`]];
	if (listing.lastVerdict !== undefined)
		return [
			['warn', glyphs.level.warn],
			['plain', ` ${listing.lastVerdict}`],
		];
	return [];
};

const values = (
	listing: ContainerListing,
	size: number | undefined,
): Record<Exclude<Column['key'], 'note'>, string> => ({
	name: listing.name,
	state: listing.state.toLowerCase(),
	address: listing.addresses.find((address) => !address.includes(':')) ?? listing.addresses[0] ?? '-',
	memory: listing.memory === undefined ? '-' : bytes(listing.memory),
	size: size === undefined ? '-' : bytes(size),
	uptime: listing.uptime === undefined ? '-' : age(listing.uptime),
});

const containerRow = (
	{ listing, size }: Extract<PickerRow, { kind: 'container' }>,
	columns: readonly Column[],
	glyphs: Glyphs,
	selected: boolean,
): Segment[] => {
	const shown = values(listing, size);
	const movable = refusal(listing) === undefined;
	return columns.flatMap((column): Segment[] => {
		if (column.key === 'note') return note(listing, glyphs);
		const text = `${cell(shown[column.key], column.width, glyphs.ellipsis, column.align)} `;
		if (selected) return [['strong', text]];
		if (!movable) return [['muted', text]];
		return [column.key === 'state' ? ['ok', text] : text];
	});
};

const migrationRow = ({ view, alive }: MigrationRecord, glyphs: Glyphs, now: number): Segment[] => {
	const where = `${view.container}  ${view.source} ${glyphs.arrow} ${view.target}  `;
	if (alive) return [['accent', where], `is on its way: ${view.stage ?? 'starting'}`];
	const since = about(now - view.lastAt).replace('about ', '');
	return [
		['warn', glyphs.level.warn],
		['strong', ` ${where}`],
		`unfinished since ${since}, stopped in ${view.stage ?? 'check'}`,
	];
};

/** An error beside the name of its host: what, and the last that was said, without what the name tells already. */
const inOneLine = ({ what, why, evidence = [] }: Explanation, host: string): string => {
	const said = (evidence.at(-1) ?? why ?? '').replace(/^ssh: (connect to host \S+ port \d+: )?/, '');
	const problem = what.startsWith(`${host} `) ? what.slice(host.length + 1) : what;
	return said === '' ? problem : `${problem}: ${said}`;
};

export const pickerRow = (
	row: PickerRow,
	{
		columns,
		glyphs,
		selected,
		now,
	}: { columns: readonly Column[]; glyphs: Glyphs; selected: boolean; now: number },
): Row => {
	const pointer: Segment = selected ? ['accent', `${glyphs.pointer} `] : '  ';
	if (row.kind === 'migration') return { left: [pointer, ...migrationRow(row.record, glyphs, now)] };
	if (row.kind === 'container') return { left: [pointer, ...containerRow(row, columns, glyphs, selected)] };
	const { title, error, facts, asking } = row.host;
	const state: Segment =
		error !== undefined
			? ['fail', `${glyphs.level.fail} ${inOneLine(error, title)}`]
			: facts !== undefined
				? ['muted', counted(facts.containers.length, 'container')]
				: ['muted', asking ? `asking${glyphs.ellipsis}` : ''];
	return { left: [['title', title], '  ', state] };
};
