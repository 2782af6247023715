/** A page of help: its first row in sight, and the row of the key that is chosen. */
export type HelpState = { top: number; chosen?: number };

type Page = {
	/** Rows there are, and rows in sight. */
	rows: number;
	height: number;
	/** The rows of keys that can be chosen. */
	keys: readonly number[];
};

const scrolled = ({ top, chosen }: HelpState, by: number, { rows, height }: Page): HelpState => {
	const next = Math.max(0, Math.min(top + by, rows - height));
	const inSight = chosen !== undefined && chosen >= next && chosen < next + height;
	return inSight ? { top: next, chosen } : { top: next };
};

/** Up and down go from key to key while there is one in sight, and scroll through all other text. */
export const stepHelp = (state: HelpState, by: 1 | -1, page: Page): HelpState => {
	const { top, chosen } = state;
	const bottom = top + page.height;
	const next =
		by > 0
			? page.keys.find((row) => row > (chosen ?? top - 1) && row < bottom)
			: page.keys.findLast((row) => row < (chosen ?? bottom) && row >= top);
	return next === undefined ? scrolled(state, by, page) : { top, chosen: next };
};

/** A page further or back. */
export const turnHelp = (state: HelpState, by: 1 | -1, page: Page): HelpState =>
	scrolled(state, by * (page.height - 1), page);
