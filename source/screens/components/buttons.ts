import type { Glyphs } from '../glyphs.ts';
import type { Row, Segment } from '../segments.ts';

/** Buttons side by side; the chosen one is marked by a sign too, so that it is seen without colour. */
export const buttonsRow = (labels: readonly string[], focus: number, glyphs: Glyphs): Row => ({
	left: labels.flatMap((label, index): Segment[] =>
		index === focus ? ['  ', ['accent', glyphs.pointer], ['chosen', `[ ${label} ]`]] : [`   [ ${label} ]`],
	),
});
