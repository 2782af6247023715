import { type Finding, type Level, type Scope, worstFirst } from '../../model/finding.ts';

export type Item =
	| { kind: 'group'; key: string; scope: Scope; worst: Level; findings: readonly Finding[]; open: boolean }
	| { kind: 'finding'; key: string; finding: Finding; open: boolean }
	| { kind: 'fine'; key: string; count: number; open: boolean };

const scopes: readonly Scope[] = ['source', 'target', 'hosts', 'config', 'container'];

export const findingKey = ({ scope, check, title }: Finding): string => `${scope}/${check}/${title}`;

const rank: Record<Level, number> = { fail: 0, warn: 1, info: 2, ok: 3 };

const findingItem = (finding: Finding, toggled: ReadonlySet<string>): Item => {
	const key = findingKey(finding);
	return { kind: 'finding', key, finding, open: toggled.has(key) };
};

const groupItems = (scope: Scope, findings: readonly Finding[], toggled: ReadonlySet<string>): Item[] => {
	const sorted = worstFirst(findings);
	const worst = sorted[0]?.level ?? 'ok';
	const key = `group/${scope}`;
	// What is fine is closed until someone opens it, what is not is open until someone closes it.
	const open = toggled.has(key) !== (worst === 'fail' || worst === 'warn');
	const group: Item = { kind: 'group', key, scope, worst, findings: sorted, open };
	if (!open) return [group];
	const loud = sorted.filter(({ level }) => level !== 'ok');
	const fine = sorted.filter(({ level }) => level === 'ok');
	const fineKey = `fine/${scope}`;
	const fineOpen = toggled.has(fineKey) || loud.length === 0;
	return [
		group,
		...loud.map((finding) => findingItem(finding, toggled)),
		...(fine.length > 0 && loud.length > 0
			? [{ kind: 'fine' as const, key: fineKey, count: fine.length, open: fineOpen }]
			: []),
		...(fineOpen ? fine.map((finding) => findingItem(finding, toggled)) : []),
	];
};

/** The checklist as a list of what can be selected: worst group first, worst finding first, the fine ones folded. */
export const checklistItems = (findings: readonly Finding[], toggled: ReadonlySet<string>): Item[] =>
	scopes
		.map((scope) => ({ scope, list: findings.filter((finding) => finding.scope === scope) }))
		.filter(({ list }) => list.length > 0)
		.map(({ scope, list }) => ({ scope, list, worst: Math.min(...list.map(({ level }) => rank[level])) }))
		.sort((a, b) => a.worst - b.worst)
		.flatMap(({ scope, list }) => groupItems(scope, list, toggled));
