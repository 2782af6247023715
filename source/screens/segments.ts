import stringWidth from 'string-width';
import { printable } from '../model/text.ts';
import type { Role } from './theme.ts';

/** A piece of a line: plain text, or text with its meaning. */
export type Segment = string | readonly [role: Role, text: string];

/** One row of the screen. `right` keeps its place when `left` must be cut. */
export type Row = { left: readonly Segment[]; right?: readonly Segment[] };

export type Piece = { role: Role; text: string };

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export const width = (text: string): number => stringWidth(text);

/** Cuts to a display width; what was cut ends with the ellipsis. */
export const cut = (text: string, columns: number, ellipsis: string): string => {
	if (columns <= 0) return '';
	if (text.length <= columns && /^[ -~]*$/.test(text)) return text;
	if (stringWidth(text) <= columns) return text;
	let out = '';
	let used = stringWidth(ellipsis);
	if (used > columns) return '';
	for (const { segment } of graphemes.segment(text)) {
		used += stringWidth(segment);
		if (used > columns) break;
		out += segment;
	}
	return out + ellipsis;
};

/** Cut or filled with blanks to exactly this display width. */
export const cell = (
	text: string,
	columns: number,
	ellipsis: string,
	align: 'left' | 'right' = 'left',
): string => {
	const shown = cut(printable(text), columns, ellipsis);
	const blank = ' '.repeat(Math.max(0, columns - stringWidth(shown)));
	return align === 'left' ? shown + blank : blank + shown;
};

const pieces = (segments: readonly Segment[]): Piece[] =>
	segments.map((segment) =>
		typeof segment === 'string'
			? { role: 'plain', text: printable(segment) }
			: { role: segment[0], text: printable(segment[1]) },
	);

const widthOf = (list: readonly Piece[]): number =>
	list.reduce((sum, { text }) => sum + stringWidth(text), 0);

const cutPieces = (list: readonly Piece[], columns: number, ellipsis: string): Piece[] => {
	const out: Piece[] = [];
	let room = columns;
	for (const [index, piece] of list.entries()) {
		const needed = stringWidth(piece.text);
		const more = list.slice(index + 1).some(({ text }) => text.trim() !== '');
		if (needed < room || (needed === room && !more)) {
			out.push(piece);
			room -= needed;
			continue;
		}
		const text = cut(needed > room ? piece.text : `${piece.text} ${ellipsis}`, room, ellipsis);
		out.push({ role: piece.role, text });
		break;
	}
	return out;
};

/**
Lays one row out in exactly the columns there are. Whatever a view shows passes through here: strings of hosts lose
their control characters, and nothing is ever wider than the terminal.
*/
export const layRow = ({ left, right = [] }: Row, columns: number, ellipsis: string): Piece[] => {
	const end = cutPieces(pieces(right), columns, ellipsis);
	const endWidth = widthOf(end);
	const start = cutPieces(
		pieces(left),
		endWidth === 0 ? columns : Math.max(0, columns - endWidth - 1),
		ellipsis,
	);
	if (endWidth === 0) return start;
	const gap = Math.max(0, columns - widthOf(start) - endWidth);
	return [...start, { role: 'plain', text: ' '.repeat(gap) }, ...end];
};

/** The first of the texts, longest first, that needs no more columns than these; the last where none does. */
export const fitting = (texts: readonly string[], columns: number): string =>
	texts.find((text) => stringWidth(text) <= columns) ?? texts.at(-1) ?? '';

/** Breaks a sentence into lines of at most this display width; longer words are broken hard. */
export const wrap = (text: string, columns: number): string[] => {
	const room = Math.max(1, columns);
	const lines: string[] = [];
	let line = '';
	for (const word of printable(text).split(/\s+/)) {
		let rest = word;
		if (line !== '' && stringWidth(line) + 1 + stringWidth(rest) <= room) {
			line += ` ${rest}`;
			continue;
		}
		if (line !== '') lines.push(line);
		while (stringWidth(rest) > room) {
			let head = '';
			for (const { segment } of graphemes.segment(rest)) {
				if (stringWidth(head + segment) > room) break;
				head += segment;
			}
			// A wide letter in a one-column room: take it whole, or this would never end.
			if (head === '') head = String.fromCodePoint(rest.codePointAt(0) ?? 0x20);
			lines.push(head);
			rest = rest.slice(head.length);
		}
		line = rest;
	}
	if (line !== '' || lines.length === 0) lines.push(line);
	return lines;
};
