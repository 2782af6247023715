/** The last values as signs of different height; the highest of them is a full one. */
export const sparkline = (values: readonly number[], columns: number, signs: readonly string[]): string => {
	if (columns <= 0) return '';
	const shown = values.slice(-columns);
	const highest = Math.max(0, ...shown);
	if (highest === 0) return '';
	return shown
		.map(
			(value) =>
				signs[Math.min(signs.length - 1, Math.round((Math.max(0, value) / highest) * (signs.length - 1)))],
		)
		.join('');
};

/** A bar of exactly `columns` signs. */
export const bar = (part: number, columns: number, [full, empty]: readonly [string, string]): string => {
	const filled = Math.round(Math.max(0, Math.min(1, part)) * columns);
	return full.repeat(filled) + empty.repeat(columns - filled);
};
