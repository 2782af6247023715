import type { Dispatch } from 'react';
import { exits } from '../../model/error.ts';
import type { MigrationRequest } from '../../model/services.ts';
import { useNavigation } from '../navigation.ts';
import { useKeys } from '../use-keys.ts';
import { blockers, type ChecklistAction, type ChecklistState, itemsOf, selectedItem } from './state.ts';

type Deeds = { recheck(): void; apply(): void; undo(): void };

/** What the keys of the checklist do, and those of its question for the name. */
export const useChecklistKeys = (
	state: ChecklistState,
	dispatch: Dispatch<ChecklistAction>,
	{ recheck, apply, undo, request, height }: Deeds & { request: MigrationRequest; height: number },
): void => {
	const { go, back } = useNavigation();
	const { checkup, busy, forcing } = state;
	const stops = blockers(state, request.force);
	const goOn = (force: readonly string[] = []) => {
		if (checkup === undefined || busy !== undefined) return;
		const forced = [...(request.force ?? []), ...force];
		go({
			screen: 'confirm',
			request: forced.length === 0 ? request : { ...request, force: forced },
			checkup,
		});
	};
	const say = (text: string) => dispatch({ type: 'notice', text });
	const move = (by: number) => () => dispatch({ type: 'move', by });
	const item = selectedItem(state);
	const page = (by: number) => () =>
		item?.kind === 'finding' && item.open
			? dispatch({ type: 'scroll', by: by * (height - 1) })
			: dispatch({ type: 'move', by: by * height });
	const count = itemsOf(state).length;
	useKeys(
		'checklist',
		{
			open: () => dispatch({ type: 'toggle' }),
			goOn: () =>
				stops.length === 0
					? goOn()
					: say('Not while something fails. Fix it and press r, or force it with F.'),
			apply,
			undo,
			recheck,
			force: () =>
				stops.length > 0 ? dispatch({ type: 'forcing', text: '' }) : say('Nothing fails: c continues.'),
			up: move(-1),
			down: move(1),
			pageUp: page(-1),
			pageDown: page(1),
			first: move(-count),
			last: move(count),
			back: () => back(stops.length > 0 ? exits.blocked : exits.cancelled),
		},
		{ active: forcing === undefined },
	);
	const type = (text: string | undefined) => dispatch({ type: 'forcing', text });
	useKeys(
		'force',
		{
			accept: () => {
				type(undefined);
				if (forcing !== request.container)
					return say(`That is not "${request.container}". Nothing was forced.`);
				goOn([...new Set(stops.map(({ check }) => check))]);
			},
			cancel: () => type(undefined),
			erase: () => type([...(forcing ?? '')].slice(0, -1).join('')),
			eraseAll: () => type(''),
		},
		{ active: forcing !== undefined, onText: (text) => type((forcing ?? '') + text) },
	);
};
