import type { ContainerListing } from '../../model/facts.ts';
import { quote } from '../../model/quote.ts';
import type { MigrationRecord } from '../../model/services.ts';
import type { HostState, PickerState, SortKey } from './state.ts';

export type PickerRow =
	| { kind: 'migration'; key: string; record: MigrationRecord }
	| { kind: 'host'; key: string; host: HostState }
	| { kind: 'container'; key: string; host: string; listing: ContainerListing; size: number | undefined };

type ContainerRow = Extract<PickerRow, { kind: 'container' }>;

const collator = new Intl.Collator('en', { numeric: true });

const byName = (a: ContainerRow, b: ContainerRow) => collator.compare(a.listing.name, b.listing.name);

/** Largest first; what is not known comes last. */
const byNumber = (of: (row: ContainerRow) => number | undefined) => (a: ContainerRow, b: ContainerRow) =>
	(of(b) ?? -1) - (of(a) ?? -1) || byName(a, b);

const isRunning = ({ state }: ContainerListing): boolean => state.toUpperCase() === 'RUNNING';

const orders: Record<SortKey, (a: ContainerRow, b: ContainerRow) => number> = {
	name: byName,
	// What can be moved comes first.
	state: (a, b) =>
		Number(isRunning(b.listing)) - Number(isRunning(a.listing)) ||
		collator.compare(a.listing.state, b.listing.state) ||
		byName(a, b),
	memory: byNumber(({ listing }) => listing.memory),
	size: byNumber(({ size }) => size),
	uptime: byNumber(({ listing }) => listing.uptime),
};

const matches = (filter: string, ...texts: (string | undefined)[]): boolean => {
	const wanted = filter.toLowerCase().split(/\s+/);
	const text = texts.join(' ').toLowerCase();
	return wanted.every((word) => text.includes(word));
};

const containerRows = (
	{ name: host, title, facts }: HostState,
	{ sizes, filter, sort }: PickerState,
): ContainerRow[] =>
	(facts?.containers ?? [])
		.filter(({ name, state, addresses, movedTo }) =>
			matches(filter, name, state, ...addresses, title, movedTo),
		)
		.map((listing): ContainerRow => {
			const key = `${host}/${listing.name}`;
			return { kind: 'container', key, host, listing, size: listing.size ?? sizes.get(key) };
		})
		.sort(orders[sort]);

const build = (state: PickerState): PickerRow[] => {
	const migrations = state.unfinished
		.filter(({ view }) => matches(state.filter, view.container, view.source, view.target, 'unfinished'))
		.map((record): PickerRow => ({ kind: 'migration', key: `migration/${record.view.id}`, record }));
	const grouped = state.hosts.length > 1;
	const containers = state.hosts.flatMap((host): PickerRow[] => {
		const rows = containerRows(host, state);
		// A filter leaves only the hosts that have a match, and those that could not be asked.
		const listed = state.filter === '' || rows.length > 0 || host.error !== undefined;
		return grouped && listed ? [{ kind: 'host', key: `host/${host.name}`, host }, ...rows] : rows;
	});
	return [...migrations, ...containers];
};

let last: { state: PickerState; rows: PickerRow[] } | undefined;

/**
All rows, in the order in which they are shown: what is unfinished comes before everything else. Moving through the
list asks for them again and again, so the last answer is kept for as long as what it was made of is the same.
*/
export const pickerRows = (state: PickerState): PickerRow[] => {
	const inputs = ['unfinished', 'hosts', 'sizes', 'filter', 'sort'] as const;
	if (last === undefined || inputs.some((key) => last?.state[key] !== state[key]))
		last = { state, rows: build(state) };
	return last.rows;
};

/** Why a container can't be moved alive; undefined when it can. */
export const refusal = (listing: ContainerListing): string | undefined => {
	const { name, state, movedTo } = listing;
	if (isRunning(listing)) return undefined;
	if (movedTo !== undefined)
		return `${name} was moved to ${movedTo}: this is its stopped copy, kept in case you need it.`;
	if (state.toUpperCase() === 'FROZEN') {
		return `${name} is frozen: thaw it with lxc-unfreeze -n ${quote(name)}, then it can be moved.`;
	}
	return `${name} is ${state.toLowerCase()}: only a running container has memory to take along. Start it, or copy it.`;
};
