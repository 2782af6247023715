import type { Explanation } from '../model/events.ts';
import { printable } from '../model/text.ts';
import { hanging } from './lines.ts';
import type { Look, Tone } from './look.ts';

/** What, why and what next: the form that every error and every bad end takes. */
export const explanationLines = (explanation: Explanation, look: Look, tone: Tone = 'bad'): string[] => {
	const columns = Math.min(look.columns, 100);
	const [first = '', ...more] = hanging('', printable(explanation.what), columns, 0);
	const part = (head: string, text: string) => hanging(head, printable(text), columns, 6);
	return [
		...[first, ...more].map((line) => look.paint(tone, line)),
		...(explanation.why === undefined ? [] : part('why:  ', explanation.why)),
		...(explanation.evidence ?? []).map((line) => look.paint('quiet', `      | ${printable(line)}`)),
		// Not wrapped: a command that is broken into two lines can't be copied.
		...(explanation.next ?? []).map(
			(line, index) => `${index === 0 ? 'next: ' : '      '}${printable(line)}`,
		),
	];
};
