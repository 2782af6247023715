import { type ReactNode, useReducer } from 'react';
import { exits } from '../../model/error.ts';
import type { FerryEvent } from '../../model/events.ts';
import { clock } from '../../model/format.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { explanationRows } from '../components/notice.ts';
import { useNavigation } from '../navigation.ts';
import { percent } from '../progress/amounts.ts';
import { ProgressView } from '../progress/progress-view.tsx';
import { initialProgress, reduceProgress } from '../progress/state.ts';
import { useEta } from '../progress/use-eta.ts';
import { useLogKeys } from '../progress/use-log-keys.ts';
import { summaryRows } from '../summary/rows.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { atEnd } from './player.ts';
import { usePlayer } from './use-player.ts';

/** A recorded migration, played back in the progress screen. Nothing it shows happens now. */
export const Replay = ({
	events,
	speed,
}: {
	events: AsyncIterable<FerryEvent>;
	speed: number;
}): ReactNode => {
	const { glyphs } = useUi();
	const { back } = useNavigation();
	const { columns, body } = useLayout();
	const [player, play, broken] = usePlayer(events, speed);
	const [state, dispatch] = useReducer(reduceProgress, initialProgress);
	const { view } = player;
	const over = atEnd(player);
	const eta = useEta(view, player.clock);
	const log = useLogKeys(view, state, dispatch);
	const leave = () => back(exits.done);
	useKeys(
		'replay',
		{
			...log,
			pause: () => play({ type: 'pause' }),
			faster: () => play({ type: 'speed', by: 1 }),
			slower: () => play({ type: 'speed', by: -1 }),
			next: () => play({ type: 'next' }),
			restart: () => play({ type: 'restart' }),
			quit: leave,
			back: () => (state.filter === '' ? leave() : log.back()),
		},
		{ active: !state.filtering },
	);
	// A recording ends where a migration does: with its summary, as long as nobody looks into the log.
	const ended = over && state.back === 0 && state.filter === '' && !state.filtering;
	const playing = over ? 'end' : player.paused ? 'paused' : `${player.speed}x`;
	return (
		<Frame
			title={[['strong', 'replay'], ` ${view.container} ${view.source} ${glyphs.arrow} ${view.target}`]}
			status={[['accent', playing], '  ', clock(view.startedAt === 0 ? 0 : player.clock - view.startedAt)]}
			scope={state.filtering ? 'filter' : 'replay'}
			brief={[`replay ${view.container} ${view.stage ?? ''} ${percent(view)} % ${playing}`]}
		>
			{broken !== undefined ? (
				<Rows of={explanationRows(broken, columns, glyphs)} columns={columns} height={body} />
			) : view.events === 0 ? (
				<Line of={['  Reading the recording', glyphs.ellipsis]} columns={columns} />
			) : ended ? (
				<Rows of={summaryRows(view, columns, glyphs)} columns={columns} height={body} />
			) : (
				<ProgressView
					view={view}
					state={state}
					now={player.clock}
					eta={eta}
					moving={!over && !player.paused}
				/>
			)}
		</Frame>
	);
};
