import { type Finding, type Level, type Scope, worstFirst } from '../model/finding.ts';
import { counted, printable } from '../model/text.ts';
import { hanging } from './lines.ts';
import type { Look, Tone } from './look.ts';

const words: Record<Level, string> = { ok: 'ok  ', info: 'note', warn: 'warn', fail: 'FAIL' };
const tones: Record<Level, Tone> = { ok: 'good', info: 'note', warn: 'warning', fail: 'bad' };

/** The level as a word of four letters: colour only underlines what the word says. */
export const levelWord = (level: Level, look: Look): string =>
	look.paint(tones[level] ?? 'note', words[level] ?? level);

const groups: Record<Scope, string> = {
	source: 'Source',
	target: 'Target',
	hosts: 'Both hosts',
	config: 'Configuration',
	container: 'Container',
};

const findingLines = (finding: Finding, look: Look): string[] => {
	const columns = Math.min(look.columns, 100);
	const more = (text: string | undefined, head = '') =>
		text === undefined ? [] : hanging(`        ${head}`, printable(text), columns, 8 + head.length);
	const [first = '', ...rest] = hanging(
		'  xxxx  ',
		`${printable(finding.title)} [${printable(finding.check)}]`,
		columns,
	);
	return [
		first.replace('xxxx', levelWord(finding.level, look)),
		...rest,
		...more(finding.detail),
		...more(finding.meaning),
		...more(finding.remedy, 'do: '),
		...(finding.fix === undefined ? [] : more(finding.fix.title, 'fix: ')),
	];
};

/** The checklist, grouped by what a finding is about, worst first; what is fine is only counted. */
export const checklistLines = (findings: readonly Finding[], look: Look): string[] =>
	(Object.keys(groups) as Scope[]).flatMap((scope) => {
		const all = findings.filter((finding) => finding.scope === scope);
		if (all.length === 0) return [];
		const open = worstFirst(all).filter(({ level }) => level !== 'ok');
		const fine = all.length - open.length;
		return [
			look.paint('strong', groups[scope]),
			...open.flatMap((finding) => findingLines(finding, look)),
			...(fine === 0 ? [] : [`  ${levelWord('ok', look)}  ${counted(fine, 'check')} fine`]),
		];
	});
