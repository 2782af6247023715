import stringWidth from 'string-width';
import { cut, padEnd, padStart } from './lines.ts';
import type { Look, Tone } from './look.ts';

export type Column = {
	head: string;
	align?: 'right';
	/** When the terminal is too narrow, the columns with the highest numbers are left out first; 0 always stays. */
	drop: number;
	/** The column that is shortened when leaving out others was not enough. */
	shrink?: true;
};

/** A cell: its text without colour, and what it is. */
export type Cell = string | { text: string; tone: Tone };

const gap = 2;
const textOf = (cell: Cell | undefined): string => (typeof cell === 'object' ? cell.text : (cell ?? ''));

/** Which columns fit, and how wide each is. */
const layout = (
	columns: readonly Column[],
	rows: readonly Cell[][],
	room: number,
): { index: number; width: number }[] => {
	const widths = columns.map((column, index) =>
		Math.max(stringWidth(column.head), ...rows.map((row) => stringWidth(textOf(row[index])))),
	);
	let shown = columns.map((_, index) => ({ index, width: widths[index] as number }));
	const total = () => shown.reduce((sum, { width }) => sum + width + gap, -gap);
	const drops = [...new Set(columns.map(({ drop }) => drop))]
		.filter((drop) => drop > 0)
		.toSorted((a, b) => b - a);
	for (const drop of drops) {
		if (total() <= room) return shown;
		shown = shown.filter(({ index }) => columns[index]?.drop !== drop);
	}
	const over = total() - room;
	if (over > 0 && Number.isFinite(over)) {
		shown = shown.map(({ index, width }) => ({
			index,
			width: columns[index]?.shrink === true ? Math.max(4, width - over) : width,
		}));
	}
	return shown;
};

/** Rows as a table that fits the terminal. */
export const tableLines = (columns: readonly Column[], rows: readonly Cell[][], look: Look): string[] => {
	const shown = layout(columns, rows, look.columns);
	const line = (cells: readonly Cell[], head = false): string =>
		shown
			.map(({ index, width }, place) => {
				const cell = cells[index] ?? '';
				const side = columns[index]?.align === 'right' ? 'right' : 'left';
				// The last column needs no blanks after it.
				const room = side === 'left' && place === shown.length - 1 ? 0 : width;
				const text = (side === 'right' ? padStart : padEnd)(cut(textOf(cell), width, look), room);
				if (head) return look.paint('quiet', text);
				return typeof cell === 'object' ? look.paint(cell.tone, text) : text;
			})
			.join(' '.repeat(gap))
			.trimEnd();
	return [
		line(
			columns.map(({ head }) => head),
			true,
		),
		...rows.map((row) => line(row)),
	];
};
