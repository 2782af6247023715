/** How a screen is drawn: `line` is what remains when the terminal is too small for anything else. */
export type Layout = {
	kind: 'line' | 'compact' | 'normal' | 'wide';
	columns: number;
	rows: number;
	/** Rows between the header and the footer. */
	body: number;
	/** Rows the header and the footer take, rules included. */
	header: number;
	footer: number;
};

/**
80x24 is the design size. Below 60 columns or 18 rows the rules and everything that repeats itself is left out;
below 40x10 one line says what goes on; from 140 columns on there is room for a second column.
*/
export const layoutFor = (columns: number, rows: number): Layout => {
	if (columns < 40 || rows < 10) return { kind: 'line', columns, rows, body: 0, header: 0, footer: 0 };
	if (columns < 60 || rows < 18)
		return { kind: 'compact', columns, rows, header: 1, footer: 1, body: rows - 2 };
	const kind = columns >= 140 ? 'wide' : 'normal';
	return { kind, columns, rows, header: 2, footer: 2, body: rows - 4 };
};

/** The first row to show so that the rows from `first` to `last` are in a window of `height`, moving it as little as possible. */
export const scrollTo = (
	offset: number,
	first: number,
	last: number,
	height: number,
	total: number,
): number => {
	let top = offset;
	if (last >= top + height) top = last - height + 1;
	if (first < top) top = first;
	return Math.max(0, Math.min(top, total - height));
};
