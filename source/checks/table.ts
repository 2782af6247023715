import type { Scope } from '../model/finding.ts';
import { checks } from './index.ts';

const headings: Record<Scope, string> = {
	hosts: 'both hosts',
	source: 'source',
	target: 'target',
	config: 'configuration',
	container: 'running container',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The table of all checks in Markdown, for README; a test compares it with what stands there. */
export const checkTable = (): string =>
	[
		'| Check | About | What must be so | Looks at |',
		'|---|---|---|---|',
		...checks.map(
			({ id, scope, title, looksAt }) =>
				`| \`${id}\` | ${headings[scope]} | ${cell(title)} | ${cell(looksAt)} |`,
		),
	].join('\n');
