import type { Finding, Fix, Level, Scope } from '../../model/finding.ts';
import { counted } from '../../model/text.ts';
import { diff } from '../diff.ts';
import type { Glyphs } from '../glyphs.ts';
import { type Row, type Segment, wrap } from '../segments.ts';
import type { Role } from '../theme.ts';
import type { Item } from './items.ts';

export type Names = { source: string; target: string; container: string };

const roles: Record<Level, Role> = { ok: 'ok', info: 'accent', warn: 'warn', fail: 'fail' };

const scopeTitle = (scope: Scope, { source, target, container }: Names): string =>
	({
		source: `source ${source}`,
		target: `target ${target}`,
		hosts: `both hosts`,
		config: `configuration of ${container}`,
		container: `running ${container}`,
	})[scope];

const counts = (findings: readonly Finding[]): string => {
	const of = (level: Level) => findings.filter((finding) => finding.level === level).length;
	const parts = [
		of('fail') > 0 ? `${of('fail')} to fix` : '',
		of('warn') > 0 ? counted(of('warn'), 'warning') : '',
		of('info') > 0 ? counted(of('info'), 'note') : '',
		of('ok') > 0 ? `${of('ok')} fine` : '',
	];
	return parts.filter(Boolean).join(', ');
};

/** A label and a text that keeps its own left edge. */
const labelled = (label: string, text: string | undefined, columns: number): Row[] =>
	text === undefined
		? []
		: text.split('\n').flatMap((part, place) =>
				wrap(part, columns - 16).map(
					(line, index): Row => ({
						left: ['      ', ['muted', (place === 0 && index === 0 ? label : '').padEnd(10)], line],
					}),
				),
			);

const signs = { added: '+', removed: '-', same: ' ', gap: ' ' } as const;
const diffRoles = { added: 'added', removed: 'removed', same: 'plain', gap: 'muted' } as const;

const fixRows = (fix: Fix, { source, target }: Names, columns: number, glyphs: Glyphs): Row[] => {
	const host = fix.on === 'source' ? source : target;
	const restart = fix.restart === true ? ' The container must be restarted for it to count.' : '';
	return [
		...labelled('fix', `${fix.title}.${restart}`, columns),
		...(fix.files ?? []).flatMap(({ path, before, after }): Row[] => [
			{ left: ['      ', ['strong', `${host}:${path}`], ['muted', before === undefined ? ' (new)' : '']] },
			...diff(before, after).map(
				({ kind, text }): Row => ({
					left: [
						'      ',
						[diffRoles[kind], kind === 'gap' ? `  ${glyphs.ellipsis}` : `${signs[kind]} ${text}`],
					],
				}),
			),
		]),
		...(fix.propose ?? []).map((command): Row => ({ left: ['        ', ['accent', `${host}# `], command] })),
	];
};

export const detailRows = (
	{ detail, meaning, remedy, fix }: Finding,
	names: Names,
	columns: number,
	glyphs: Glyphs,
): Row[] => [
	...labelled('seen', detail, columns),
	...labelled('means', meaning, columns),
	...labelled('do', remedy, columns),
	...(fix === undefined ? [] : fixRows(fix, names, columns, glyphs)),
];

/** The rows of one item: its own, and what it says when it is open. */
export const itemRows = (
	item: Item,
	{ selected, names, columns, glyphs }: { selected: boolean; names: Names; columns: number; glyphs: Glyphs },
): Row[] => {
	const pointer: Segment = selected ? ['accent', `${glyphs.pointer} `] : '  ';
	const fold: Segment = ['muted', `${'open' in item && item.open ? glyphs.open : glyphs.closed} `];
	if (item.kind === 'group') {
		return [
			{
				left: [
					pointer,
					fold,
					[roles[item.worst], glyphs.level[item.worst]],
					[selected ? 'strong' : 'plain', ` ${scopeTitle(item.scope, names)}`],
				],
				right: [['muted', counts(item.findings)]],
			},
		];
	}
	if (item.kind === 'fine') {
		const text = `${counted(item.count, 'check')} fine`;
		return [{ left: [pointer, '  ', ['ok', `${glyphs.level.ok} `], [selected ? 'strong' : 'muted', text]] }];
	}
	const { level, title, fix } = item.finding;
	const hint: Segment[] =
		fix === undefined ? [] : [['accent', fix.files === undefined ? 'commands' : 'fix: a']];
	return [
		{
			left: [
				pointer,
				'  ',
				[roles[level], `${glyphs.level[level]} `],
				[selected ? 'strong' : 'plain', title],
			],
			right: hint,
		},
		...(item.open ? detailRows(item.finding, names, columns, glyphs) : []),
	];
};
