import { type ReactNode, useState } from 'react';
import { Frame } from '../components/frame.tsx';
import { Rows } from '../components/line.tsx';
import { usePerform } from '../key-router.tsx';
import { scopeTitles } from '../keys.ts';
import type { Place } from '../navigation.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { helpRows } from './rows.ts';
import { type HelpState, stepHelp, turnHelp } from './state.ts';
import { topics } from './topics.ts';

/** Help for the screen it was opened on. A key that is chosen here does there what it does. */
export const Help = ({ place, onClose }: { place: Place; onClose(): void }): ReactNode => {
	const { glyphs } = useUi();
	const { columns, body } = useLayout();
	const perform = usePerform();
	const [state, setState] = useState<HelpState>({ top: 0 });
	const rows = helpRows(topics[place.screen], columns, glyphs.arrow === '->');
	const keys = rows.flatMap(({ runs }, index) => (runs === undefined ? [] : [index]));
	const page = { rows: rows.length, height: body, keys };
	const most = Math.max(0, rows.length - body);
	const top = Math.min(state.top, most);
	const chosen = state.chosen === undefined ? undefined : rows[state.chosen];
	useKeys('help', {
		run: () => {
			onClose();
			if (chosen?.runs !== undefined) perform(chosen.runs);
		},
		back: onClose,
		up: () => setState(stepHelp({ ...state, top }, -1, page)),
		down: () => setState(stepHelp({ ...state, top }, 1, page)),
		pageUp: () => setState(turnHelp({ ...state, top }, -1, page)),
		pageDown: () => setState(turnHelp({ ...state, top }, 1, page)),
	});
	const shown = rows.slice(top, top + body).map((each) => {
		if (each !== chosen) return each.row;
		const [, ...left] = each.row.left;
		return { ...each.row, left: [['accent', `${glyphs.pointer} `] as const, ...left] };
	});
	return (
		<Frame
			title={[`help: ${scopeTitles[place.screen].toLowerCase()}`]}
			status={[['muted', top < most ? `${most - top} more below` : '']]}
			scope="help"
			without={chosen === undefined ? ['run'] : []}
			brief={['help']}
		>
			<Rows of={shown} columns={columns} height={body} />
		</Frame>
	);
};
