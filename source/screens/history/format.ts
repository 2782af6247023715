import type { MigrationView } from '../../model/fold.ts';
import { day, duration } from '../../model/format.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { bytes } from '../../model/text.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, type Row } from '../segments.ts';
import { outcomeSign } from '../summary/rows.ts';

const shown = (value: number | undefined, format: (value: number) => string) =>
	value === undefined ? '-' : format(value);

const ending = ({ view, alive }: MigrationRecord): string =>
	view.outcome ?? (alive ? 'on its way' : 'unfinished');

/** One past migration in one row. */
export const historyRow = (
	record: MigrationRecord,
	selected: boolean,
	columns: number,
	glyphs: Glyphs,
): Row => {
	const { view } = record;
	const name = Math.max(10, Math.min(24, columns - 72));
	const way =
		columns >= 100 ? `${view.source} ${glyphs.arrow} ${view.target}` : `${glyphs.arrow} ${view.target}`;
	const wide = columns >= 76;
	return {
		left: [
			selected ? ['accent', `${glyphs.pointer} `] : '  ',
			outcomeSign(view.outcome, glyphs),
			' ',
			[selected ? 'strong' : 'plain', cell(view.container, name, glyphs.ellipsis)],
			` ${cell(ending(record), 12, glyphs.ellipsis)} `,
			...(wide ? [['muted', `${day(view.startedAt).slice(5)} `] as const] : []),
			...(wide ? [cell(way, Math.max(10, columns - name - 60), glyphs.ellipsis)] : []),
		],
		right: wide
			? [
					`${cell(shown(view.blackoutMs, duration), 10, glyphs.ellipsis, 'right')} ${cell(shown(view.totalMs, duration), 12, glyphs.ellipsis, 'right')} ${cell(bytes(view.bytes), 7, glyphs.ellipsis, 'right')}`,
				]
			: [shown(view.blackoutMs, duration)],
	};
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
