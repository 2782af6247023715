import { type ReactNode, useState } from 'react';
import { Frame } from '../components/frame.tsx';
import { Rows } from '../components/line.tsx';
import type { Place } from '../navigation.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { helpRows } from './rows.ts';
import { topics } from './topics.ts';

/** Help for the screen it was opened on. */
export const Help = ({ place, onClose }: { place: Place; onClose(): void }): ReactNode => {
	const { glyphs } = useUi();
	const { columns, body } = useLayout();
	const [offset, setOffset] = useState(0);
	const rows = helpRows(topics[place.screen], columns, glyphs.arrow === '->');
	const most = Math.max(0, rows.length - body);
	const top = Math.min(offset, most);
	const scroll = (by: number) => () => setOffset(Math.max(0, Math.min(most, top + by)));
	useKeys('help', {
		back: onClose,
		up: scroll(-1),
		down: scroll(1),
		pageUp: scroll(1 - body),
		pageDown: scroll(body - 1),
	});
	return (
		<Frame
			title={[`help: ${place.screen}`]}
			status={[['muted', top < most ? `${most - top} more below` : '']]}
			scope="help"
			brief={['help']}
		>
			<Rows of={rows.slice(top, top + body)} columns={columns} height={body} />
		</Frame>
	);
};
