import { type ReactNode, useState } from 'react';
import { exits } from '../../model/error.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { useNavigation } from '../navigation.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { pageNames, pageRows } from './pages.ts';

/** One past migration, page by page. */
export const Show = ({ record }: { record: MigrationRecord }): ReactNode => {
	const { glyphs, services } = useUi();
	const { go, back } = useNavigation();
	const { columns, body, kind } = useLayout();
	const [page, setPage] = useState(0);
	const [offset, setOffset] = useState(0);
	const { view } = record;
	const name = pageNames[page] ?? 'summary';
	const rows = pageRows(name, view, columns, glyphs);
	const height = Math.max(1, body - (kind === 'compact' ? 1 : 2));
	const most = Math.max(0, rows.length - height);
	const top = Math.min(offset, most);
	const scroll = (by: number) => () => setOffset(Math.max(0, Math.min(most, top + by)));
	const turn = (by: number) => () => {
		setPage((page + by + pageNames.length) % pageNames.length);
		setOffset(0);
	};
	useKeys('show', {
		tab: turn(1),
		tabBack: turn(-1),
		replay: () => go({ screen: 'replay', events: services.follow(view.id), speed: 1 }),
		up: scroll(-1),
		down: scroll(1),
		pageUp: scroll(-height),
		pageDown: scroll(height),
		first: scroll(-rows.length),
		last: scroll(rows.length),
		back: () => back(exits.done),
	});
	return (
		<Frame
			title={[['strong', view.container], ` ${view.source} ${glyphs.arrow} ${view.target}`]}
			status={[['muted', top < most ? `${most - top} more below` : view.id]]}
			scope="show"
			brief={[`${view.container} ${name}`]}
		>
			<Line
				of={pageNames.flatMap((each, index) => [
					index === page ? (['chosen', `[${each}]`] as const) : (['muted', ` ${each} `] as const),
					' ',
				])}
				columns={columns}
			/>
			{kind === 'compact' ? null : <Line of={[]} columns={columns} />}
			<Rows of={rows.slice(top, top + height)} columns={columns} height={height} />
		</Frame>
	);
};
