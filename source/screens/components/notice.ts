import type { Explanation } from '../../model/events.ts';
import type { Glyphs } from '../glyphs.ts';
import { type Row, wrap } from '../segments.ts';
import type { Role } from '../theme.ts';

/** A paragraph as rows, with what stands before its first line. */
export const paragraph = (
	text: string,
	columns: number,
	{ role = 'plain', indent = 0 }: { role?: Role; indent?: number } = {},
): Row[] => wrap(text, columns - indent).map((line) => ({ left: [' '.repeat(indent), [role, line]] }));

/** A point of a list: its sign stands out, all its lines have one left edge. */
export const point = (sign: string, text: string, columns: number, indent = 2): Row[] =>
	wrap(text, columns - indent - 2).map((line, index) => ({
		left: [' '.repeat(indent), ['muted', index === 0 ? `${sign} ` : '  '], line],
	}));

/** What happened, why, and what next. */
export const explanationRows = (
	{ what, why, next = [], evidence = [] }: Explanation,
	columns: number,
	glyphs: Glyphs,
): Row[] => [
	...wrap(what, columns - 2).map(
		(line, index): Row => ({
			left: [
				['fail', index === 0 ? `${glyphs.level.fail} ` : '  '],
				['strong', line],
			],
		}),
	),
	...(why === undefined ? [] : paragraph(why, columns, { indent: 2 })),
	...evidence.map((line): Row => ({ left: ['  ', ['muted', line]] })),
	...next.flatMap((line) =>
		wrap(line, columns - 4).map(
			(part, index): Row => ({
				left: [['accent', index === 0 ? `  ${glyphs.arrow.slice(0, 1)} ` : '    '], part],
			}),
		),
	),
];
