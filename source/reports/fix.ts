import type { Fix } from '../model/finding.ts';
import { printable } from '../model/text.ts';
import type { Look, Tone } from './look.ts';

type DiffLine = { kind: 'same' | 'added' | 'removed' | 'gap'; text: string };
type Diff = (before: string | undefined, after: string) => DiffLine[];

const marks: Record<DiffLine['kind'], [string, Tone | undefined]> = {
	same: ['  ', undefined],
	added: ['+ ', 'good'],
	removed: ['- ', 'bad'],
	gap: ['...', 'quiet'],
};

/** A fix as it is shown before it is applied: the files as differences, uncut, and what it proposes to run. */
export const fixLines = (fix: Fix, diff: Diff, look: Look): string[] => [
	look.paint('strong', `${printable(fix.title)} (on the ${fix.on})`),
	...(fix.files ?? []).flatMap(({ path, before, after }) => [
		`  ${printable(path)}${before === undefined ? '  (new)' : ''}`,
		...diff(before, after).map(({ kind, text }) => {
			const [mark, tone] = marks[kind];
			const line = `    ${mark}${printable(text)}`;
			return tone === undefined ? line : look.paint(tone, line);
		}),
	]),
	...(fix.propose ?? []).map((command) => `  to be run by you: ${printable(command)}`),
	...(fix.restart === true ? ['  Counts after the container was restarted.'] : []),
];
