// The few numbers that a table shows of many.
export const range = (values: readonly number[]): string =>
	values.length < 2 ? '' : ` (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;

export const megabytes = (bytes: number): string =>
	bytes < 10e6 ? (bytes / 1e6).toFixed(1) : `${Math.round(bytes / 1e6)}`;
