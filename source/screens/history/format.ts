import type { MigrationView } from '../../model/fold.ts';
import { day, duration } from '../../model/format.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { bytes } from '../../model/text.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, type Row, type Segment } from '../segments.ts';
import { outcomeSign } from '../summary/rows.ts';
import type { Role } from '../theme.ts';

const shown = (value: number | undefined, format: (value: number) => string) =>
	value === undefined ? '-' : format(value);

const ending = ({ view, alive }: MigrationRecord): string =>
	view.outcome ?? (alive ? 'on its way' : 'unfinished');

type Cells = { name: string; outcome: string; began: string; way: string; numbers: readonly string[] };

/** The columns of the history; a small screen keeps the outcome and the blackout. */
const inColumns = (
	{ name, outcome, began, way, numbers }: Cells,
	{ columns, glyphs, roles }: { columns: number; glyphs: Glyphs; roles: { name: Role; rest: Role } },
): Row => {
	const room = Math.max(10, Math.min(24, columns - 72));
	const wide = columns >= 76;
	const widths = [10, 11, 7];
	const shownNumbers = wide
		? numbers.map((text, index) => cell(text, widths[index] ?? 0, glyphs.ellipsis, 'right')).join(' ')
		: (numbers[0] ?? '');
	return {
		left: [
			[roles.name, `${cell(name, room, glyphs.ellipsis)} `],
			[roles.rest, `${cell(outcome, 11, glyphs.ellipsis)} `],
			...(wide
				? [['muted', `${cell(began, 11, glyphs.ellipsis)} `] as const, [roles.rest, way] as const]
				: []),
		],
		right: [[roles.rest, shownNumbers]],
	};
};

/** What the columns are. */
export const historyHeading = (columns: number, glyphs: Glyphs): Row => {
	const { left, right = [] } = inColumns(
		{
			name: 'NAME',
			outcome: 'OUTCOME',
			began: 'BEGAN (UTC)',
			way: columns >= 100 ? 'FROM, TO' : 'TO',
			numbers: ['BLACKOUT', 'TOTAL', 'SENT'],
		},
		{ columns, glyphs, roles: { name: 'muted', rest: 'muted' } },
	);
	return { left: ['    ', ...left], right };
};

/** One past migration in one row. */
export const historyRow = (
	record: MigrationRecord,
	selected: boolean,
	columns: number,
	glyphs: Glyphs,
): Row => {
	const { view } = record;
	const { left, right = [] } = inColumns(
		{
			name: view.container,
			outcome: ending(record),
			began: day(view.startedAt).slice(5),
			way: columns >= 100 ? `${view.source} ${glyphs.arrow} ${view.target}` : view.target,
			numbers: [shown(view.blackoutMs, duration), shown(view.totalMs, duration), bytes(view.bytes)],
		},
		{ columns, glyphs, roles: { name: selected ? 'strong' : 'plain', rest: 'plain' } },
	);
	const pointer: Segment = selected ? ['accent', `${glyphs.pointer} `] : '  ';
	return { left: [pointer, outcomeSign(view.outcome, glyphs), ' ', ...left], right };
};

export const matchesHistory = ({ view, alive }: MigrationRecord, filter: string): boolean => {
	const text = [view.container, view.source, view.target, ending({ view, alive }), view.id]
		.join(' ')
		.toLowerCase();
	return filter
		.toLowerCase()
		.split(/\s+/)
		.every((word) => text.includes(word));
};

/** The moments of a migration, each with its distance from the beginning. */
export const moments = (view: MigrationView): { ms: number; text: string }[] => {
	const from = view.startedAt;
	const list: { ms: number; text: string }[] = [];
	for (const [name, stage] of Object.entries(view.stages)) {
		if (stage.startedAt === undefined || stage.state === 'skipped') continue;
		const took = stage.endedAt === undefined ? '' : `, took ${duration(stage.endedAt - stage.startedAt)}`;
		list.push({ ms: stage.startedAt - from, text: `${name}: ${stage.state}${took}` });
	}
	if (view.frozenAt !== undefined)
		list.push({ ms: view.frozenAt - from, text: 'FROZEN: the blackout begins' });
	if (view.unfrozenAt !== undefined) {
		list.push({ ms: view.unfrozenAt - from, text: `runs again on ${view.runsOn}: the blackout ends` });
	}
	for (const { act, detail, at } of view.intents)
		list.push({ ms: at - from, text: `intent ${act}: ${detail}` });
	if (view.rollback !== undefined) {
		list.push({
			ms: view.rollback.at - from,
			text: `rollback ${view.rollback.phase}: ${view.rollback.reason}`,
		});
	}
	if (view.outcome !== undefined) list.push({ ms: view.lastAt - from, text: `the end: ${view.outcome}` });
	return list.sort((a, b) => a.ms - b.ms);
};
