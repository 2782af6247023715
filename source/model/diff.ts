/** One line of a comparison. */
export type DiffLine = { kind: 'same' | 'added' | 'removed'; text: string };

/** Files that are shown here are short; beyond this the middle is taken as replaced as a whole. */
const largest = 4_000_000;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Lengths of the longest common subsequence of what follows, for each pair of positions. */
const table = (a: readonly string[], b: readonly string[]): Uint32Array[] => {
	const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--) {
			const row = rows[i] as Uint32Array;
			const below = rows[i + 1] as Uint32Array;
			row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
		}
	return rows;
};

const middle = (a: readonly string[], b: readonly string[]): DiffLine[] => {
	const removed = (text: string): DiffLine => ({ kind: 'removed', text });
	const added = (text: string): DiffLine => ({ kind: 'added', text });
	if (a.length * b.length > largest) return [...a.map(removed), ...b.map(added)];
	const rows = table(a, b);
	const lines: DiffLine[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		const down = rows[i + 1]?.[j] ?? 0;
		const right = rows[i]?.[j + 1] ?? 0;
		if (i < a.length && j < b.length && a[i] === b[j]) {
			lines.push({ kind: 'same', text: a[i++] as string });
			j++;
		} else if (i < a.length && (j >= b.length || down >= right)) lines.push(removed(a[i++] as string));
		else lines.push(added(b[j++] as string));
	}
	return lines;
};

/** Compares two texts line by line. */
export const diffLines = (before: string, after: string): DiffLine[] => {
	const a = linesOf(before);
	const b = linesOf(after);
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) start++;
	let end = 0;
	while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
		end++;
	const same = (text: string): DiffLine => ({ kind: 'same', text });
	return [
		...a.slice(0, start).map(same),
		...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
		...a.slice(a.length - end).map(same),
	];
};

/** The lines that differ with some around them, for people: `-old`, `+new`, ` same`, `…` for what is left out. */
export const shownDiff = (before: string, after: string, around = 2): string[] => {
	const lines = diffLines(before, after);
	const near = lines.map((_line, index) =>
		lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== 'same'),
	);
	const sign = { same: ' ', added: '+', removed: '-' } as const;
	return lines.flatMap(({ kind, text }, index) =>
		near[index] ? [`${sign[kind]}${text}`] : index > 0 && near[index - 1] ? ['…'] : [],
	);
};

type Edit = { at: number; remove: number; insert: string[] };

/** A comparison as replacements of ranges of the first text's lines. */
const edits = (before: string, after: string): Edit[] => {
	const found: Edit[] = [];
	let at = 0;
	let open: Edit | undefined;
	for (const { kind, text } of diffLines(before, after)) {
		if (kind === 'same') {
			open = undefined;
			at++;
			continue;
		}
		if (!open) {
			open = { at, remove: 0, insert: [] };
			found.push(open);
		}
		if (kind === 'added') open.insert.push(text);
		else {
			open.remove++;
			at++;
		}
	}
	return found;
};

const overlaps = (one: Edit, other: Edit): boolean =>
	one.at < other.at + other.remove && other.at < one.at + one.remove;

/**
Carries the change from `base` to `theirs` over to `ours`, which also began as `base`; undefined if both changed
the same lines. What both put in at the same place stands there once, `ours` first.
*/
export const merged = (base: string, ours: string, theirs: string): string | undefined => {
	const mine = edits(base, ours);
	const wanted = edits(base, theirs);
	const lines = linesOf(base);
	const all = [...mine];
	for (const edit of wanted) {
		const equal = mine.find((one) => one.at === edit.at && one.remove === edit.remove);
		if (equal) {
			const rest = edit.insert.filter((line) => line === '' || !equal.insert.includes(line));
			const trimmed = rest.every((line) => line === '')
				? []
				: rest.slice(rest.findIndex((line) => line !== ''));
			if (edit.remove > 0 && trimmed.length > 0 && equal.insert.length > 0) return undefined;
			all[all.indexOf(equal)] = { ...equal, insert: [...equal.insert, ...trimmed] };
		} else if (mine.some((one) => overlaps(one, edit))) return undefined;
		else all.push(edit);
	}
	for (const { at, remove, insert } of all.toSorted((one, other) => other.at - one.at))
		lines.splice(at, remove, ...insert);
	return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
};
