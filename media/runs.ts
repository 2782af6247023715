// The screen of a headless terminal as stretches of text that look the same.
import type { IBuffer, IBufferCell } from '@xterm/headless';

/** Text from a column on; `color` is one of the terminal's own sixteen, none is the default. */
export type Run = {
	column: number;
	/** Columns it takes. */
	width: number;
	text: string;
	color?: number;
	bold: boolean;
	dim: boolean;
	inverse: boolean;
};

type Look = Omit<Run, 'column' | 'width' | 'text'>;

const lookOf = (cell: IBufferCell): Look => ({
	...(cell.isFgPalette() ? { color: cell.getFgColor() } : {}),
	bold: cell.isBold() !== 0,
	dim: cell.isDim() !== 0,
	inverse: cell.isInverse() !== 0,
});

const isBlank = ({ text, inverse }: Run): boolean => !inverse && text.trim() === '';

const sameLook = (a: Look, b: Look): boolean =>
	a.color === b.color && a.bold === b.bold && a.dim === b.dim && a.inverse === b.inverse;

/** One row, without its blanks: those between words of one look stay, all others are only distance. */
const rowRuns = (buffer: IBuffer, row: number, columns: number): Run[] => {
	const line = buffer.getLine(buffer.viewportY + row);
	const runs: Run[] = [];
	let gap = 0;
	for (let column = 0; column < columns; column++) {
		const cell = line?.getCell(column);
		const width = cell?.getWidth() ?? 0;
		if (cell === undefined || width === 0) continue;
		const run: Run = { column, width, text: cell.getChars() || ' ', ...lookOf(cell) };
		if (isBlank(run)) {
			gap += width;
			continue;
		}
		const last = runs.at(-1);
		// One space between words is part of the text; more of them begin a new stretch, at its own column.
		if (last !== undefined && gap <= 1 && sameLook(last, run)) {
			last.text += ' '.repeat(gap) + run.text;
			last.width += gap + width;
		} else runs.push(run);
		gap = 0;
	}
	return runs;
};

/** All rows in sight. */
export const screenRuns = (buffer: IBuffer, columns: number, rows: number): Run[][] =>
	Array.from({ length: rows }, (_, row) => rowRuns(buffer, row, columns));
