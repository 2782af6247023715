import { type ReactNode, useRef } from 'react';
import { exits } from '../../model/error.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { scrollTo } from '../layout.ts';
import { useNavigation } from '../navigation.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { columnsFor, headingRow, pickerRow } from './format-row.ts';
import { emptyRows, hintFor } from './hints.ts';
import { pickerRows, refusal } from './rows.ts';
import { selectable, selectedRow } from './state.ts';
import { titleFor } from './title.ts';
import { usePicker, useSizes } from './use-picker.ts';

/** The list of containers, of one host or several. */
export const Picker = ({ hosts }: { hosts: readonly string[] }): ReactNode => {
	const { glyphs, now } = useUi();
	const { go, leave, settled } = useNavigation();
	const layout = useLayout();
	const { kind, columns, body } = layout;
	const [state, dispatch, refresh] = usePicker(hosts);
	const offset = useRef(0);
	const rows = pickerRows(state);
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
	const chosen = selectable(rows);
	const place = `${chosen.findIndex(({ key }) => key === selected?.key) + 1}/${chosen.length}`;
	// What is of no use now, and what the title says already.
	const without = [
		state.filter === '' ? 'back' : 'filter',
		...(chosen.length === 0 ? ['pick', 'sort', 'filter'] : []),
	];
	const name = selected?.kind === 'container' ? selected.listing.name : (selected?.key ?? '');
	return (
		<Frame
			title={titleFor(state, chosen.length, layout, glyphs.caret)}
			status={[['muted', place]]}
			scope={state.filtering ? 'filter' : 'picker'}
			without={without}
			labels={selected?.kind === 'migration' ? { pick: selected.record.alive ? 'watch it' : 'open it' } : {}}
			brief={[`${name} ${place}`]}
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
			<Line of={hintFor(state, selected, layout)} columns={columns} />
		</Frame>
	);
};
