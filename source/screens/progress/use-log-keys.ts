import { type Dispatch, useMemo } from 'react';
import type { MigrationView } from '../../model/fold.ts';
import { useKeys } from '../use-keys.ts';
import { filterLog, logOf } from './log-rows.ts';
import type { ProgressAction, ProgressState } from './state.ts';

/** The keys of the log pane; gives the handlers that live and replay share. */
export const useLogKeys = (view: MigrationView, state: ProgressState, dispatch: Dispatch<ProgressAction>) => {
	const { log, commands } = view;
	const lines = useMemo(() => logOf({ log, commands }), [log, commands]);
	const most = Math.max(0, filterLog(lines, state.filter).length - 1);
	const filter = (text: string) => dispatch({ type: 'filter', text });
	useKeys(
		'filter',
		{
			accept: () => dispatch({ type: 'filtering', on: false }),
			cancel: () => {
				filter('');
				dispatch({ type: 'filtering', on: false });
			},
			erase: () => filter([...state.filter].slice(0, -1).join('')),
			eraseAll: () => filter(''),
		},
		{ active: state.filtering, onText: (text) => filter(state.filter + text) },
	);
	return {
		filter: () => dispatch({ type: 'filtering', on: true }),
		pageUp: () => dispatch({ type: 'scroll', by: 3, most }),
		pageDown: () => dispatch({ type: 'scroll', by: -3, most }),
		last: () => dispatch({ type: 'end' }),
		back: () => filter(''),
	};
};
