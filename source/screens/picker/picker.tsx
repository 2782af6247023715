import { type ReactNode, useMemo, useRef } from 'react';
import { exits } from '../../model/error.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { explanationRows, paragraph } from '../components/notice.ts';
import { scrollTo } from '../layout.ts';
import { useNavigation } from '../navigation.ts';
import type { Row, Segment } from '../segments.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { columnsFor, headingRow, pickerRow } from './format-row.ts';
import { type PickerRow, pickerRows, refusal } from './rows.ts';
import { type PickerState, selectedRow } from './state.ts';
import { usePicker, useSizes } from './use-picker.ts';

const emptyRows = (
	state: PickerState,
	columns: number,
	glyphs: Parameters<typeof explanationRows>[2],
): Row[] => {
	const failed = state.hosts.find(({ error }) => error !== undefined)?.error;
	if (failed !== undefined) return explanationRows(failed, columns, glyphs);
	if (state.hosts.some(({ facts }) => facts === undefined)) {
		const names = state.hosts.map(({ name }) => name).join(', ');
		return paragraph(`Asking ${names} for its containers${glyphs.ellipsis}`, columns, { role: 'muted' });
	}
	if (state.filter !== '')
		return paragraph(`No row contains "${state.filter}". Esc drops the filter.`, columns);
	return paragraph(
		'There is no container here. lxc-create makes one; another host is shown by --source HOST.',
		columns,
	);
};

/** The last row: what Enter would do, why it would not, or the filter being typed. */
const hintFor = (state: PickerState, row: PickerRow | undefined, caret: string): Segment[] => {
	if (state.filtering) return [['accent', 'filter: '], state.filter, caret];
	if (state.refusal !== undefined) return [['warn', state.refusal]];
	const failed = state.hosts.find(({ error, facts }) => error !== undefined && facts !== undefined);
	if (failed?.error !== undefined)
		return [['fail', `${failed.name}: ${failed.error.what}`], ' (the list is old)'];
	if (row?.kind === 'migration') {
		const id = row.record.view.id;
		return [
			['muted', row.record.alive ? `same as: lxc-ferry attach ${id}` : `same as: lxc-ferry resume ${id}`],
		];
	}
	if (row?.kind !== 'container') return [];
	const why = refusal(row.listing);
	if (why !== undefined) return [['muted', why]];
	return [['muted', `same as: lxc-ferry migrate ${row.listing.name} TARGET`]];
};

/** The list of containers, of one host or several. */
export const Picker = ({ hosts }: { hosts: readonly string[] }): ReactNode => {
	const { glyphs, now } = useUi();
	const { go, leave, settled } = useNavigation();
	const { kind, columns, body } = useLayout();
	const [state, dispatch, refresh] = usePicker(hosts);
	const offset = useRef(0);
	const rows = useMemo(() => pickerRows(state), [state]);
	const selected = selectedRow(state, rows);
	const height = Math.max(1, body - 2);
	const at = Math.max(
		0,
		rows.findIndex(({ key }) => key === selected?.key),
	);
	// The heading of a host comes into sight with its first container.
	const first = at > 0 && rows[at - 1]?.kind === 'host' ? at - 1 : at;
	offset.current = scrollTo(offset.current, first, at, height, rows.length);
	const inSight = rows.slice(offset.current, offset.current + height);
	useSizes(kind === 'line' ? [] : inSight, state, dispatch);

	const pick = () => {
		if (selected?.kind === 'migration') {
			const { record } = selected;
			go(record.alive ? { screen: 'progress', id: record.view.id } : { screen: 'unfinished', record });
			return;
		}
		if (selected?.kind !== 'container') return;
		const why = refusal(selected.listing);
		if (why !== undefined) dispatch({ type: 'refuse', why });
		else go({ screen: 'target', container: selected.listing.name, host: selected.host });
	};
	const move = (by: number) => () => dispatch({ type: 'move', by, height });
	useKeys(
		'picker',
		{
			pick,
			refresh,
			up: move(-1),
			down: move(1),
			pageUp: move(-height),
			pageDown: move(height),
			first: move(-Number.MAX_SAFE_INTEGER),
			last: move(Number.MAX_SAFE_INTEGER),
			filter: () => dispatch({ type: 'filtering', on: true }),
			back: () => dispatch({ type: 'filter', text: '' }),
			sort: () => dispatch({ type: 'sort' }),
			history: () => go({ screen: 'history' }),
			quit: () => leave(settled() ?? exits.done),
		},
		{ active: !state.filtering },
	);
	useKeys(
		'filter',
		{
			accept: () => dispatch({ type: 'filtering', on: false }),
			cancel: () => {
				dispatch({ type: 'filter', text: '' });
				dispatch({ type: 'filtering', on: false });
			},
			erase: () => dispatch({ type: 'filter', text: [...state.filter].slice(0, -1).join('') }),
			eraseAll: () => dispatch({ type: 'filter', text: '' }),
			up: move(-1),
			down: move(1),
		},
		{ active: state.filtering, onText: (text) => dispatch({ type: 'filter', text: state.filter + text }) },
	);

	const table = columnsFor(columns);
	const total = rows.filter((row) => row.kind === 'container').length;
	const count = state.filter === '' ? '' : ` ${total} with "${state.filter}"`;
	const name = selected?.kind === 'container' ? selected.listing.name : (selected?.key ?? '');
	return (
		<Frame
			title={[`containers on ${hosts.join(', ')}`]}
			status={[['muted', `${rows.length === 0 ? 0 : at + 1}/${rows.length}${count}`]]}
			scope={state.filtering ? 'filter' : 'picker'}
			brief={[`${name} ${at + 1}/${rows.length}`]}
		>
			{rows.length === 0 ? (
				<Rows
					of={[{ left: [] }, ...emptyRows(state, columns, glyphs)]}
					columns={columns}
					height={height + 1}
				/>
			) : (
				<>
					<Rows of={[headingRow(table, state.sort, glyphs)]} columns={columns} />
					<Rows
						of={inSight.map((row) =>
							pickerRow(row, { columns: table, glyphs, selected: row.key === selected?.key, now: now() }),
						)}
						columns={columns}
						height={height}
					/>
				</>
			)}
			<Line of={hintFor(state, selected, glyphs.caret)} columns={columns} />
		</Frame>
	);
};
