import { paragraph } from '../components/notice.ts';
import { glossary } from '../glossary.ts';
import { type Binding, bindings, type KeyScope, keyLabel } from '../keys.ts';
import { cell, type Row } from '../segments.ts';
import type { Topic } from './topics.ts';

const keyRows = (scope: KeyScope, columns: number, ascii: boolean): Row[] =>
	Object.values<Binding>(bindings[scope]).map(({ keys, help }): Row => {
		const names = keys.map((key) => keyLabel(key, ascii)).join(' ');
		const wide = Math.min(22, Math.floor(columns * 0.35));
		return { left: ['  ', ['accent', cell(names, wide, ascii ? '~' : '…')], ` ${help}`] };
	});

const heading = (text: string): Row => ({ left: [['title', text]] });

/** The help of one screen: what it is, what one does, its keys, its words. */
export const helpRows = (
	{ looking, doing, scopes, words }: Topic,
	columns: number,
	ascii: boolean,
): Row[] => [
	heading('What am I looking at'),
	...paragraph(looking, columns, { indent: 2 }),
	heading('What can I do'),
	...paragraph(doing, columns, { indent: 2 }),
	heading('Keys'),
	...scopes.flatMap((scope) => keyRows(scope, columns, ascii)),
	heading('Keys everywhere'),
	...keyRows('everywhere', columns, ascii),
	heading('Words'),
	...words.flatMap((word) => [
		{ left: ['  ', ['strong', word]] } as Row,
		...paragraph(glossary[word], columns, { indent: 4 }),
	]),
];
