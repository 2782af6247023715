// The few numbers that a table shows of many.
export const median = (values: readonly number[]): number => {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const high = sorted[Math.floor(middle)] ?? Number.NaN;
	return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
};

export const range = (values: readonly number[]): string =>
	values.length < 2 ? '' : ` (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;

export const megabytes = (bytes: number): string =>
	bytes < 10e6 ? (bytes / 1e6).toFixed(1) : `${Math.round(bytes / 1e6)}`;
