import { paragraph } from '../components/notice.ts';
import { glossary } from '../glossary.ts';
import { type Binding, bindings, type KeyScope, keyLabel } from '../keys.ts';
import { cell, type Row, wrap } from '../segments.ts';
import type { Topic } from './topics.ts';

/** One row of help; that of a key tells the action that choosing it runs. */
export type HelpRow = { row: Row; runs?: { scope: KeyScope; action: string } };

const text = (rows: readonly Row[]): HelpRow[] => rows.map((row) => ({ row }));

const keyRows = (scope: KeyScope, columns: number, ascii: boolean, runnable: boolean): HelpRow[] =>
	Object.entries<Binding>(bindings[scope]).flatMap(([action, { keys, help }]): HelpRow[] => {
		const names = keys.map((key) => keyLabel(key, ascii)).join(' ');
		const wide = Math.min(22, Math.floor(columns * 0.35));
		const [first = '', ...rest] = wrap(help, columns - wide - 3);
		const row: Row = { left: ['  ', ['accent', cell(names, wide, ascii ? '~' : '…')], ` ${first}`] };
		return [
			runnable && action !== 'help' ? { row, runs: { scope, action } } : { row },
			...text(rest.map((line) => ({ left: [' '.repeat(wide + 3), line] }))),
		];
	});

const heading = (title: string): HelpRow => ({ row: { left: [['title', title]] } });

/**
The help of one screen: what it is, what one does, its keys, its words. Only keys that work when the help is closed
can be chosen: those of the screen itself, not those of its fields and questions.
*/
export const helpRows = (
	{ looking, doing, scopes, words }: Topic,
	columns: number,
	ascii: boolean,
): HelpRow[] => [
	heading('What am I looking at'),
	...text(paragraph(looking, columns, { indent: 2 })),
	heading('What can I do'),
	...text(paragraph(doing, columns, { indent: 2 })),
	heading('Keys'),
	...scopes.flatMap((scope, index) => keyRows(scope, columns, ascii, index === 0)),
	heading('Keys everywhere'),
	...keyRows('everywhere', columns, ascii, true),
	heading('Words'),
	...words.flatMap((word) =>
		text([{ left: ['  ', ['strong', word]] }, ...paragraph(glossary[word], columns, { indent: 4 })]),
	),
];
