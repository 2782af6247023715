// The parts of README.md and docs/ that are made from the code. `npm run docs` writes them; docs.test.ts compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenes } from '../media/scenes.ts';
import { checkTable } from '../source/checks/table.ts';
import { helpMarkdown } from '../source/commands/help-markdown.ts';
import { keysMarkdown } from '../source/screens/keys.ts';

const top = join(import.meta.dirname, '..');

/** A document from the first line of its table on, to be quoted. */
const tableOf = (file: string): string => {
	const text = readFileSync(join(top, file), 'utf8');
	const at = text.indexOf('\n|');
	return at === -1 ? text : (text.slice(at + 1).split('\n\n')[0] ?? '');
};

/** The lines of docs/sudoers that grant something. */
const sudoers = (): string => {
	const lines = readFileSync(join(top, 'docs/sudoers'), 'utf8').split('\n');
	const granting = lines.filter((line) => line !== '' && !line.startsWith('#'));
	return ['```', ...granting, '```'].join('\n');
};

/** When, with what and on which machine it was made, and the table without what is wanted of each row. */
const benchmark = (): string => {
	const made = /^Made by .*$/m.exec(readFileSync(join(top, 'docs/benchmark.md'), 'utf8'))?.[0] ?? '';
	const rows = tableOf('docs/benchmark.md').split('\n');
	return [made, '', ...rows.map((line) => line.replace(/[^|]*\|$/, ''))].join('\n');
};

/** What became of the migrations of the fault matrix, counted. */
const faults = (): string => {
	const rows = tableOf('docs/fault-matrix.md').split('\n').slice(2).filter(Boolean);
	const cells = rows.map((row) => row.split(' | '));
	const count = (column: number, value: string) => cells.filter((row) => row[column] === value).length;
	return `| faults | migrated all the same | turned back by itself | never started | brought to its end by the commands that are named | runs on exactly one host afterwards | same TCP connection |
| --- | --- | --- | --- | --- | --- | --- |
| ${rows.length} | ${count(3, 'migrated')} | ${count(3, 'rolled-back')} | ${count(3, 'not-started')} | ${count(3, 'unfinished') + count(3, 'needs-human')} | ${count(5, 'alpha') + count(5, 'beta')} | ${count(6, 'same')} |`;
};

/** A picture of each screen, under its name. */
const gallery = (): string =>
	scenes
		.map(({ name, title, description }) =>
			[`## ${title}`, '', description, '', `![${description}](../media/${name}.svg)`].join('\n'),
		)
		.join('\n\n');

const parts: Record<string, () => string> = {
	checks: checkTable,
	commands: helpMarkdown,
	keys: keysMarkdown,
	screens: gallery,
	sudoers,
	faults,
	benchmark,
};

/** A document with its marked parts made anew: `<!-- begin NAME -->` to `<!-- end NAME -->`. */
export const filled = (text: string): string =>
	Object.entries(parts).reduce((document, [name, make]) => {
		const begin = `<!-- begin ${name} -->`;
		const end = `<!-- end ${name} -->`;
		const from = document.indexOf(begin);
		const to = document.indexOf(end);
		if (from === -1 || to === -1) return document;
		return `${document.slice(0, from + begin.length)}\n${make().trim()}\n${document.slice(to)}`;
	}, text);

export const documents = ['README.md', 'docs/checks.md', 'docs/commands.md', 'docs/screens.md'].map((file) =>
	join(top, file),
);

if (import.meta.main) for (const file of documents) writeFileSync(file, filled(readFileSync(file, 'utf8')));
