import stringWidth from 'string-width';
import { type Look, sign } from './look.ts';

const blanks = (text: string, columns: number) => ' '.repeat(Math.max(0, columns - stringWidth(text)));

/** The text filled with blanks to `columns` cells of the terminal: wide characters take two. */
export const padEnd = (text: string, columns: number): string => text + blanks(text, columns);

/** The same with the blanks before it. */
export const padStart = (text: string, columns: number): string => blanks(text, columns) + text;

/** The text cut to `columns` cells, with an ellipsis; the text must be without colours. */
export const cut = (text: string, columns: number, look: Look): string => {
	if (columns === Number.POSITIVE_INFINITY || stringWidth(text) <= columns) return text;
	const { ellipsis } = sign(look);
	let kept = '';
	let used = ellipsis.length;
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		used += stringWidth(segment);
		if (used > columns) break;
		kept += segment;
	}
	return columns < ellipsis.length ? '' : `${kept.trimEnd()}${ellipsis}`;
};

/** Breaks text into lines of at most `columns` cells; a longer word stays whole, so that it can be copied. */
export const wrap = (text: string, columns: number): string[] => {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line !== '' && stringWidth(longer) > columns) {
			lines.push(line);
			line = word;
		} else line = longer;
	}
	return [...lines, line];
};

/** `wrap` with a first line that begins with `head`, the others indented below it. */
export const hanging = (
	head: string,
	text: string,
	columns: number,
	indent = stringWidth(head),
): string[] => {
	// On a narrow terminal the text needs the room more than the alignment does.
	const narrow = columns - indent < 24;
	const [first = '', ...rest] = wrap(text, narrow ? columns - 4 : columns - indent);
	const lead = ' '.repeat(narrow ? 4 : indent);
	if (narrow && stringWidth(head) > 4)
		return [head.trimEnd(), ...[first, ...rest].map((line) => lead + line)];
	return [`${padEnd(head, indent)}${first}`.trimEnd(), ...rest.map((line) => lead + line)];
};
