import { type ReactNode, useState } from 'react';
import { exits } from '../../model/error.ts';
import type { MigrationView } from '../../model/fold.ts';
import { Frame } from '../components/frame.tsx';
import { Rows } from '../components/line.tsx';
import { useNavigation } from '../navigation.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { useTitle } from '../use-title.ts';
import { headline, outcomeSign, summaryRows } from './rows.ts';

/** How it ended, what it cost, and what to do next. */
export const Summary = ({ view }: { view: MigrationView }): ReactNode => {
	const { glyphs } = useUi();
	const { go, reset, leave, settled } = useNavigation();
	const { columns, body } = useLayout();
	const [offset, setOffset] = useState(0);
	const rows = summaryRows(view, columns, glyphs);
	const most = Math.max(0, rows.length - body);
	const top = Math.min(offset, most);
	const scroll = (by: number) => () => setOffset(Math.max(0, Math.min(most, top + by)));
	useTitle(`${view.outcome} ${view.container}`);
	useKeys('summary', {
		quit: () => leave(settled() ?? view.exit ?? exits.done),
		again: () => reset({ screen: 'picker' }),
		show: () => go({ screen: 'show', record: { view, alive: false } }),
		pageUp: scroll(1 - body),
		pageDown: scroll(body - 1),
	});
	return (
		<Frame
			title={[['strong', view.container], ` ${view.source} ${glyphs.arrow} ${view.target}`]}
			status={[['muted', top < most ? `${most - top} more below` : (view.outcome ?? '')]]}
			scope="summary"
			brief={[outcomeSign(view.outcome, glyphs), ` ${headline(view)}`]}
		>
			<Rows of={rows.slice(top, top + body)} columns={columns} height={body} />
		</Frame>
	);
};
