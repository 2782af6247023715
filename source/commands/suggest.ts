/** How many letters must be changed, added, left out or swapped to make one word of the other. */
const distance = (a: string, b: string): number => {
	const rows = Array.from({ length: a.length + 1 }, (_, i) =>
		Array.from({ length: b.length + 1 }, (_, j) => i + j),
	);
	const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
	for (let i = 1; i <= a.length; i++) {
		for (let j = 1; j <= b.length; j++) {
			const change = a[i - 1] === b[j - 1] ? 0 : 1;
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			const row = rows[i] as number[];
			row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change);
			if (swapped) row[j] = Math.min(row[j] as number, at(i - 2, j - 2) + 1);
		}
	}
	return at(a.length, b.length);
};

/** The known word that was probably meant, if one is near enough. */
export const suggest = (word: string, known: readonly string[]): string | undefined => {
	const typed = word.slice(0, 40).toLowerCase();
	const beginning = known.filter((candidate) => typed.length >= 2 && candidate.startsWith(typed));
	if (beginning.length === 1) return beginning[0];
	const [best] = known
		.map((candidate) => ({ candidate, far: distance(typed, candidate) }))
		.filter(({ candidate, far }) => far <= Math.max(1, Math.floor(candidate.length / 3)))
		.toSorted((a, b) => a.far - b.far);
	return best?.candidate;
};
