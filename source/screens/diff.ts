export type DiffLine = { kind: 'same' | 'added' | 'removed' | 'gap'; text: string };

const lines = (text: string | undefined): string[] =>
	text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n');

/** Longest common subsequence by lengths of its tails; the files shown here have some hundred lines. */
const tails = (a: readonly string[], b: readonly string[]): number[][] => {
	const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			const row = table[i] as number[];
			row[j] =
				a[i] === b[j] ? 1 + (table[i + 1]?.[j + 1] ?? 0) : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
		}
	}
	return table;
};

/** What was before and what comes after, line by line, with `context` unchanged lines around each change. */
export const diff = (before: string | undefined, after: string, context = 2): DiffLine[] => {
	const a = lines(before);
	const b = lines(after);
	const table = tails(a, b);
	const all: DiffLine[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		if (i < a.length && j < b.length && a[i] === b[j]) {
			all.push({ kind: 'same', text: a[i] ?? '' });
			i++;
			j++;
		} else if (i < a.length && (j >= b.length || (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) {
			all.push({ kind: 'removed', text: a[i++] ?? '' });
		} else {
			all.push({ kind: 'added', text: b[j++] ?? '' });
		}
	}
	const near = (at: number) =>
		all.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== 'same');
	const out: DiffLine[] = [];
	for (const [at, line] of all.entries()) {
		if (near(at)) out.push(line);
		else if (out.at(-1)?.kind !== 'gap') out.push({ kind: 'gap', text: '' });
	}
	return out;
};
