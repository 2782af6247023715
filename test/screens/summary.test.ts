import { describe, expect, it } from 'vitest';
import { emptyView } from '../../source/model/fold.ts';
import { startedAnew } from '../../source/model/rollback.ts';
import { bare } from '../../source/reports/look.ts';
import { outcomeLines } from '../../source/reports/outcome.ts';
import { summarize } from '../../source/reports/summary.ts';
import { headline } from '../../source/screens/summary/rows.ts';

const rolledBack = (reason: string) => ({
	...emptyView(),
	container: 'web1',
	source: 'alpha',
	target: 'beta',
	outcome: 'rolled-back' as const,
	rollback: { phase: 'finished' as const, reason, at: 0 },
});

describe('a container that was brought back', () => {
	it.each([
		['with its memory', 'runs on alpha', false],
		['by a fresh start', `runs on alpha${startedAnew}`, true],
	])('%s: the screen says the same as the report', (_, reason, lost) => {
		const view = rolledBack(reason);
		const report = outcomeLines(summarize(view), bare(200)).join('\n');
		expect(headline(view).includes('what it had in memory is lost')).toBe(lost);
		expect(report.includes('What it had in memory is lost')).toBe(lost);
		expect(headline(view).includes('with its memory')).toBe(!lost);
	});
});
