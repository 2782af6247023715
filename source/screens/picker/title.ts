import { filterTitle } from '../components/filter-title.ts';
import type { Layout } from '../layout.ts';
import { type Segment, width } from '../segments.ts';
import type { PickerState } from './state.ts';

/** Whose containers are shown, and which of them: many hosts are counted, a small screen names only the host. */
export const titleFor = (
	state: PickerState,
	shown: number,
	{ kind, columns }: Layout,
	caret: string,
): Segment[] => {
	const { hosts, unfinished, filter, filtering } = state;
	const names = hosts.map(({ title }) => title).join(', ');
	const where = width(names) > columns / 2 ? `${hosts.length} hosts` : names;
	const total = hosts.reduce((sum, { facts }) => sum + (facts?.containers.length ?? 0), unfinished.length);
	const matches = filterTitle({ filter, filtering, shown, total, caret });
	return [kind === 'compact' && matches.length > 0 ? where : `containers on ${where}`, ...matches];
};
