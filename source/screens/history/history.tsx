import { type ReactNode, useEffect, useRef, useState } from 'react';
import { exits } from '../../model/error.ts';
import type { Explanation } from '../../model/events.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { filterTitle } from '../components/filter-title.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { explanationRows } from '../components/notice.ts';
import { sameAs } from '../components/same-as.ts';
import { explainError } from '../explain-error.ts';
import { scrollTo } from '../layout.ts';
import { useNavigation } from '../navigation.ts';
import type { Row } from '../segments.ts';
import { useLayout, useMounted, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { historyHeading, historyRow, matchesHistory } from './format.ts';

/** Past migrations, newest first. */
export const History = (): ReactNode => {
	const { services, glyphs } = useUi();
	const { go, back } = useNavigation();
	const layout = useLayout();
	const { columns, body } = layout;
	const mounted = useMounted();
	const [records, setRecords] = useState<readonly MigrationRecord[] | undefined>(undefined);
	const [error, setError] = useState<Explanation | undefined>(undefined);
	const [filter, setFilter] = useState('');
	const [filtering, setFiltering] = useState(false);
	const [index, setIndex] = useState(0);
	const offset = useRef(0);
	useEffect(() => {
		services.migrations().then(
			(list) => mounted.current && setRecords(list),
			(problem) => mounted.current && setError(explainError(problem)),
		);
	}, [services, mounted]);
	const list = (records ?? []).filter((record) => matchesHistory(record, filter));
	const at = Math.max(0, Math.min(index, list.length - 1));
	const record = list[at];
	const height = Math.max(1, body - 2);
	offset.current = scrollTo(offset.current, at, at, height, list.length);
	const move = (by: number) => () => setIndex(Math.max(0, Math.min(list.length - 1, at + by)));
	useKeys(
		'history',
		{
			open: () => record !== undefined && go({ screen: 'show', record }),
			replay: () =>
				record !== undefined && go({ screen: 'replay', events: services.follow(record.view.id), speed: 1 }),
			filter: () => setFiltering(true),
			up: move(-1),
			down: move(1),
			pageUp: move(-height),
			pageDown: move(height),
			first: move(-list.length),
			last: move(list.length),
			back: () => (filter === '' ? back(exits.done) : setFilter('')),
		},
		{ active: !filtering },
	);
	useKeys(
		'filter',
		{
			accept: () => setFiltering(false),
			cancel: () => {
				setFilter('');
				setFiltering(false);
			},
			erase: () => setFilter([...filter].slice(0, -1).join('')),
			eraseAll: () => setFilter(''),
			up: move(-1),
			down: move(1),
		},
		{ active: filtering, onText: (text) => setFilter(filter + text) },
	);
	const nothing =
		filter === '' ? 'Nothing was moved from here yet.' : `Nothing matches /${filter}. Esc clears it.`;
	const table = Math.min(columns, 120);
	const rows: Row[] =
		error !== undefined
			? explanationRows(error, columns, glyphs)
			: records === undefined
				? [{ left: [['muted', `Reading the journals${glyphs.ellipsis}`]] }]
				: list.length === 0
					? [{ left: [['muted', nothing]] }]
					: [
							historyHeading(table, glyphs),
							...list
								.slice(offset.current, offset.current + height)
								.map((each) => historyRow(each, each === record, table, glyphs)),
						];
	const matches = { filter, filtering, shown: list.length, total: records?.length ?? 0, caret: glyphs.caret };
	return (
		<Frame
			title={['history', ...filterTitle(matches)]}
			status={[['muted', `${list.length === 0 ? 0 : at + 1}/${list.length}`]]}
			scope={filtering ? 'filter' : 'history'}
			labels={filter === '' ? {} : { back: 'clear filter' }}
			brief={[`history ${at + 1}/${list.length}`]}
		>
			<Rows of={rows} columns={table} height={height + 1} />
			<Line
				of={record === undefined ? [] : sameAs(`lxc-ferry show ${record.view.id}`, layout)}
				columns={columns}
			/>
		</Frame>
	);
};
