import { type Dispatch, useCallback, useEffect, useReducer, useRef } from 'react';
import type { MigrationRequest } from '../../model/services.ts';
import { explainError } from '../explain-error.ts';
import { useMounted, useUi } from '../ui.tsx';
import { findingKey } from './items.ts';
import {
	type ChecklistAction,
	type ChecklistState,
	initialChecklist,
	reduceChecklist,
	selectedItem,
} from './state.ts';

type Deeds = { recheck(): void; apply(): void; undo(): void };

/** The checklist's state, and what its keys do to the hosts. */
export const useChecklist = (
	request: MigrationRequest,
): [ChecklistState, Dispatch<ChecklistAction>, Deeds] => {
	const { services } = useUi();
	const mounted = useMounted();
	const [state, dispatch] = useReducer(reduceChecklist, initialChecklist);
	const running = useRef<AbortController | undefined>(undefined);

	const recheck = useCallback(async () => {
		running.current?.abort();
		const abort = new AbortController();
		running.current = abort;
		dispatch({ type: 'busy', with: 'checking' });
		try {
			const checkup = await services.check(request, abort.signal);
			if (!abort.signal.aborted) dispatch({ type: 'checked', checkup });
		} catch (error) {
			if (!abort.signal.aborted) dispatch({ type: 'failed', error: explainError(error) });
		}
	}, [services, request]);

	useEffect(() => {
		void recheck();
		return () => running.current?.abort();
	}, [recheck]);

	const change = async (what: 'applying' | 'undoing', deed: () => Promise<string>) => {
		if (state.busy !== undefined) return;
		dispatch({ type: 'busy', with: what });
		let notice: string;
		try {
			notice = await deed();
		} catch (error) {
			const { what: happened, next = [] } = explainError(error);
			notice = [happened, ...next].join(' ');
		}
		if (!mounted.current) return;
		await recheck();
		if (mounted.current) dispatch({ type: 'notice', text: notice });
	};
	const apply = () => {
		const item = selectedItem(state);
		const finding = item?.kind === 'finding' ? item.finding : undefined;
		const fix = finding?.fix;
		// Shown before it is applied: the first press shows, the second one does.
		if (finding === undefined || fix === undefined || state.armed !== findingKey(finding))
			return dispatch({ type: 'arm' });
		void change('applying', async () => {
			await services.applyFix(fix, request);
			return `Applied: ${fix.title}. u takes it back.`;
		});
	};
	const undo = () =>
		void change('undoing', async () => {
			const count = await services.undoFixes(request);
			return count === 0
				? 'Nothing was applied, so there is nothing to undo.'
				: `Taken back: ${count} fixes.`;
		});
	return [state, dispatch, { recheck: () => void recheck(), apply, undo }];
};
