import type { Segment } from '../segments.ts';

type Filter = { filter: string; filtering: boolean; shown: number; total: number; caret: string };

/** What a title says of a filter, as vi and k9s write it: `/web  2 of 8`. Nothing while there is none. */
export const filterTitle = ({ filter, filtering, shown, total, caret }: Filter): Segment[] =>
	filter === '' && !filtering
		? []
		: ['  ', ['accent', `/${filter}${filtering ? caret : ''}`], ['muted', `  ${shown} of ${total}`]];
