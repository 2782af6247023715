import type { Explanation } from '../../model/events.ts';
import type { HostFacts } from '../../model/facts.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { type PickerRow, pickerRows } from './rows.ts';

const sortKeys = ['state', 'name', 'memory', 'size', 'uptime'] as const;
export type SortKey = (typeof sortKeys)[number];

export type HostState = {
	/** What it is reached by. */
	name: string;
	/** What it is called. */
	title: string;
	facts?: HostFacts;
	error?: Explanation;
	asking: boolean;
};

export type PickerState = {
	hosts: readonly HostState[];
	/** Migrations without an end. */
	unfinished: readonly MigrationRecord[];
	/** Bytes by row key; undefined when the host could not say. */
	sizes: ReadonlyMap<string, number | undefined>;
	filter: string;
	filtering: boolean;
	sort: SortKey;
	/** The selection is a row, not a place: a refresh must not move it to another container. */
	selected?: string;
	/** Where the selected row was, for when it is gone. */
	index: number;
	offset: number;
	/** Why the last key did nothing. */
	refusal?: string;
};

export type PickerAction =
	| { type: 'asking'; host: string }
	| { type: 'heard'; host: string; facts: HostFacts }
	| { type: 'failed'; host: string; error: Explanation }
	| { type: 'records'; records: readonly MigrationRecord[] }
	| { type: 'size'; key: string; bytes: number | undefined }
	| { type: 'move'; by: number; height: number }
	| { type: 'filtering'; on: boolean }
	| { type: 'filter'; text: string }
	| { type: 'sort' }
	| { type: 'refuse'; why: string };

export const initialPicker = (hosts: readonly Pick<HostState, 'name' | 'title'>[]): PickerState => ({
	hosts: hosts.map((host) => ({ ...host, asking: true })),
	unfinished: [],
	sizes: new Map(),
	filter: '',
	filtering: false,
	sort: 'state',
	index: 0,
	offset: 0,
});

const withHost = (state: PickerState, name: string, change: (host: HostState) => HostState): PickerState => ({
	...state,
	hosts: state.hosts.map((host) => (host.name === name ? change(host) : host)),
});

/** The rows that can be chosen: headings can't. */
export const selectable = (rows: readonly PickerRow[]): PickerRow[] =>
	rows.filter(({ kind }) => kind !== 'host');

/** The selected row: the one that was selected, or what is now at its place. */
export const selectedRow = (state: PickerState, rows = pickerRows(state)): PickerRow | undefined => {
	const list = selectable(rows);
	return list.find(({ key }) => key === state.selected) ?? list[Math.min(state.index, list.length - 1)];
};

const moved = (state: PickerState, by: number): PickerState => {
	const list = selectable(pickerRows(state));
	const now = list.findIndex(({ key }) => key === selectedRow(state)?.key);
	const index = Math.max(0, Math.min(list.length - 1, now + by));
	const { refusal: _, ...rest } = state;
	const row = list[index];
	return row === undefined ? rest : { ...rest, selected: row.key, index };
};

export const reducePicker = (state: PickerState, action: PickerAction): PickerState => {
	switch (action.type) {
		case 'asking':
			return withHost(state, action.host, (host) => ({ ...host, asking: true }));
		case 'heard':
			return withHost(state, action.host, ({ name, title }) => ({
				name,
				title,
				facts: action.facts,
				asking: false,
			}));
		case 'failed':
			// What was heard before stays in sight: an old list with a warning helps more than none.
			return withHost(state, action.host, (host) => ({ ...host, error: action.error, asking: false }));
		case 'records':
			return { ...state, unfinished: action.records.filter(({ view }) => view.outcome === undefined) };
		case 'size':
			return { ...state, sizes: new Map(state.sizes).set(action.key, action.bytes) };
		case 'move':
			return moved(state, action.by);
		case 'filtering':
			return { ...state, filtering: action.on };
		case 'filter':
			return { ...state, filter: action.text, index: 0 };
		case 'sort': {
			const next = sortKeys[(sortKeys.indexOf(state.sort) + 1) % sortKeys.length] ?? 'state';
			return { ...state, sort: next };
		}
		case 'refuse':
			return { ...state, refusal: action.why };
	}
};
