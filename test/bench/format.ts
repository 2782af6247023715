// How the benchmarks write what they measured.
export const range = (values: readonly number[]): string =>
	values.length < 2 ? '' : ` (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;

export const megabytes = (bytes: number): string =>
	bytes < 10e6 ? (bytes / 1e6).toFixed(1) : `${Math.round(bytes / 1e6)}`;

export const markdownTable = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
