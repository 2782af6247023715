import { type ReactNode, useCallback, useEffect, useReducer } from 'react';
import { exits } from '../../model/error.ts';
import { clock } from '../../model/format.ts';
import { Frame } from '../components/frame.tsx';
import { Line } from '../components/line.tsx';
import { explanationRows } from '../components/notice.ts';
import { explainError } from '../explain-error.ts';
import { useNavigation } from '../navigation.ts';
import { useLayout, useNow, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { useTitle } from '../use-title.ts';
import { percent } from './amounts.ts';
import { ProgressView } from './progress-view.tsx';
import { initialProgress, reduceProgress } from './state.ts';
import { stopMeaning } from './stop-meaning.ts';
import { stopRows } from './stop-rows.ts';
import { useEta } from './use-eta.ts';
import { useLogKeys } from './use-log-keys.ts';
import { useMigration } from './use-migration.ts';

/** A migration as it happens. Leaving this screen never touches it. */
export const Progress = ({ id }: { id: string }): ReactNode => {
	const { services, glyphs, fps } = useUi();
	const { replace, leave, detach, settle } = useNavigation();
	const { kind, columns } = useLayout();
	const [state, dispatch] = useReducer(reduceProgress, initialProgress);
	const { view, broken } = useMigration(useCallback((signal) => services.follow(id, signal), [services, id]));
	const frozen = view.frozenAt !== undefined && view.unfrozenAt === undefined;
	const over = view.outcome !== undefined || broken !== undefined;
	// The clock ticks in seconds, in tenths while every tenth counts, and not at all when nothing moves.
	const now = useNow(over ? undefined : frozen ? Math.max(100, 1000 / fps) : 1000);
	const eta = useEta(view, now);
	useTitle(view.container === '' ? undefined : `${percent(view)} % ${view.container} to ${view.target}`);

	useEffect(() => {
		if (view.outcome === undefined) return;
		settle(view);
		replace({ screen: 'summary', view });
	}, [view, settle, replace]);

	const rollBack = async () => {
		dispatch({ type: 'notice', text: 'Asked the engine to roll back.' });
		try {
			await services.cancel(id);
		} catch (error) {
			dispatch({ type: 'notice', text: explainError(error).what });
		}
	};
	const choices = stopMeaning(view).choices;
	const accept = () => {
		const choice = choices[state.stop?.index ?? 0]?.id;
		if (choice === 'detach') return detach(view);
		dispatch({ type: 'go on' });
		if (choice === 'roll-back') void rollBack();
	};
	const asking = state.stop !== undefined;
	const log = useLogKeys(view, state, dispatch);
	useKeys('everywhere', {
		// Twice Ctrl-C leaves: the migration goes on, so nothing is lost by it.
		stop: () => {
			if (over) leave(view.exit ?? exits.needsHuman);
			else if (asking) detach(view);
			else dispatch({ type: 'stop' });
		},
	});
	useKeys(
		'progress',
		{ ...log, detach: () => (over ? leave(view.exit ?? exits.needsHuman) : detach(view)) },
		{ active: !asking && !state.filtering },
	);
	useKeys(
		'stop',
		{
			accept,
			up: () => dispatch({ type: 'choose', by: -1, of: choices.length }),
			down: () => dispatch({ type: 'choose', by: 1, of: choices.length }),
			back: () => dispatch({ type: 'go on' }),
		},
		{ active: asking },
	);
	const pane =
		broken !== undefined
			? explanationRows(broken, columns, glyphs)
			: state.stop === undefined
				? undefined
				: stopRows(view, state.stop.index, kind === 'wide' ? Math.floor(columns * 0.4) : columns, glyphs);
	const stage = view.stage ?? 'starting';
	return (
		<Frame
			title={[['strong', view.container || id], ` ${view.source} ${glyphs.arrow} ${view.target}`]}
			status={[
				['strong', `${percent(view)} %`],
				'  ',
				clock(view.startedAt === 0 ? 0 : now - view.startedAt),
			]}
			scope={asking ? 'stop' : state.filtering ? 'filter' : 'progress'}
			brief={[`${view.container} ${stage} ${percent(view)} %`]}
		>
			{view.events === 0 && broken === undefined ? (
				<Line of={['  Waiting for the engine', glyphs.ellipsis]} columns={columns} />
			) : (
				<ProgressView view={view} state={state} now={now} eta={eta} over={pane} moving={!over} />
			)}
		</Frame>
	);
};
