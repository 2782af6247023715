import type { Explanation } from '../../model/events.ts';
import { blocking, type Finding } from '../../model/finding.ts';
import type { Checkup } from '../../model/services.ts';
import { checklistItems, findingKey, type Item } from './items.ts';

export type ChecklistState = {
	checkup?: Checkup;
	error?: Explanation;
	busy: 'checking' | 'applying' | 'undoing' | undefined;
	/** Keys of items that are not as they are at first. */
	toggled: ReadonlySet<string>;
	selected?: string;
	/** Rows scrolled beyond what the selection asks for, to read a long finding. */
	scroll: number;
	/** The finding whose fix was shown and will be applied by the next key. */
	armed?: string;
	notice?: string;
	/** What was typed to force; undefined when nobody forces. */
	forcing?: string;
};

export type ChecklistAction =
	| { type: 'busy'; with: 'checking' | 'applying' | 'undoing' }
	| { type: 'checked'; checkup: Checkup }
	| { type: 'failed'; error: Explanation }
	| { type: 'move'; by: number }
	| { type: 'scroll'; by: number }
	| { type: 'toggle' }
	| { type: 'arm' }
	| { type: 'notice'; text: string }
	| { type: 'forcing'; text: string | undefined };

export const initialChecklist: ChecklistState = { busy: 'checking', toggled: new Set(), scroll: 0 };

export const itemsOf = ({ checkup, toggled }: ChecklistState): Item[] =>
	checklistItems(checkup?.findings ?? [], toggled);

/** The first thing worth looking at is selected until someone moves: the worst finding. */
export const selectedIndex = (state: ChecklistState, items = itemsOf(state)): number => {
	const at = items.findIndex(({ key }) => key === state.selected);
	if (at >= 0) return at;
	return Math.max(
		0,
		items.findIndex(({ kind }) => kind === 'finding'),
	);
};

export const selectedItem = (state: ChecklistState): Item | undefined => {
	const items = itemsOf(state);
	return items[selectedIndex(state, items)];
};

/** The failures that still stand in the way. */
export const blockers = ({ checkup }: ChecklistState, force: readonly string[] = []): Finding[] =>
	blocking(checkup?.findings ?? [], force);

const toggle = (set: ReadonlySet<string>, key: string): ReadonlySet<string> => {
	const next = new Set(set);
	if (!next.delete(key)) next.add(key);
	return next;
};

const quiet = ({ armed: _, notice: __, ...rest }: ChecklistState): ChecklistState => rest;

const arm = (state: ChecklistState): ChecklistState => {
	const item = selectedItem(state);
	if (item?.kind !== 'finding')
		return { ...quiet(state), notice: 'Choose a finding first: fixes belong to findings.' };
	const { fix } = item.finding;
	const key = findingKey(item.finding);
	const toggled = new Set(state.toggled).add(key);
	const shown = { ...quiet(state), toggled, selected: key, scroll: 0 };
	if (fix === undefined) return { ...shown, notice: 'No automatic fix for this one: do what it says.' };
	if (fix.files === undefined) {
		return {
			...shown,
			notice: 'Run these commands yourself: lxc-ferry never does. Then r checks again.',
		};
	}
	return { ...shown, armed: key, notice: 'Press a again to do this.' };
};

export const reduceChecklist = (state: ChecklistState, action: ChecklistAction): ChecklistState => {
	switch (action.type) {
		case 'busy':
			return { ...quiet(state), busy: action.with };
		case 'checked': {
			const { error: _, ...rest } = state;
			return { ...rest, checkup: action.checkup, busy: undefined };
		}
		case 'failed':
			return { ...state, error: action.error, busy: undefined };
		case 'move': {
			const items = itemsOf(state);
			const at = Math.max(0, Math.min(items.length - 1, selectedIndex(state, items) + action.by));
			const key = items[at]?.key;
			return key === undefined ? state : { ...quiet(state), selected: key, scroll: 0 };
		}
		case 'scroll':
			return { ...state, scroll: Math.max(0, state.scroll + action.by) };
		case 'toggle': {
			const item = selectedItem(state);
			if (item === undefined) return state;
			return { ...quiet(state), selected: item.key, scroll: 0, toggled: toggle(state.toggled, item.key) };
		}
		case 'arm':
			return arm(state);
		case 'notice':
			return { ...quiet(state), notice: action.text };
		case 'forcing': {
			const { forcing: _, ...rest } = state;
			return action.text === undefined ? rest : { ...rest, forcing: action.text };
		}
	}
};
