/** What a finding is about; the checklist groups by it. */
export type Scope = 'source' | 'target' | 'hosts' | 'config' | 'container';

export type Level = 'ok' | 'info' | 'warn' | 'fail';

/** A change that cures a finding; shown as a diff before it is made. */
export type Fix = {
	title: string;
	/** Which host the change is made on. */
	on: 'source' | 'target';
	/** Files to change, whole old and new text; `before` is undefined for a new file. */
	files?: { path: string; before?: string; after: string }[];
	/** Proposed commands, never run by the program. */
	propose?: string[];
	/** The container must be restarted for the change to count. */
	restart?: boolean;
};

export type Finding = {
	/** Id of the check, as `--force` takes it. */
	check: string;
	scope: Scope;
	level: Level;
	/** One line: what is the case. */
	title: string;
	/** What was seen: values, file and line. */
	detail?: string;
	/** What it means, in a sentence that a newcomer understands. */
	meaning?: string;
	/** What to do about it. */
	remedy?: string;
	fix?: Fix;
};

const order: Record<Level, number> = { fail: 0, warn: 1, info: 2, ok: 3 };

/** Sorts worst first; equal levels keep their order. */
export const worstFirst = (findings: readonly Finding[]): Finding[] =>
	findings.toSorted((a, b) => order[a.level] - order[b.level]);

/** The findings that stop a migration: failures that were not forced. */
export const blocking = (findings: readonly Finding[], forced: readonly string[] = []): Finding[] =>
	findings.filter((finding) => finding.level === 'fail' && !forced.includes(finding.check));
