import type { MigrationView } from '../../model/fold.ts';
import { paragraph } from '../components/notice.ts';
import type { Glyphs } from '../glyphs.ts';
import type { Row } from '../segments.ts';
import { stopMeaning } from './stop-meaning.ts';

/** The question that Ctrl-C asks. */
export const stopRows = (view: MigrationView, index: number, columns: number, glyphs: Glyphs): Row[] => {
	const { now, choices } = stopMeaning(view);
	return [
		...paragraph(now, columns, { role: 'strong' }),
		...choices.flatMap(({ title, meaning }, place): Row[] => {
			const selected = place === index;
			return [
				{
					left: [
						selected ? ['accent', `${glyphs.pointer} `] : '  ',
						[selected ? 'chosen' : 'plain', `[ ${title} ]`],
					],
				},
				...(selected ? paragraph(meaning, columns, { indent: 4 }) : []),
			];
		}),
	];
};
