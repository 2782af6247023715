import { describe, expect, test } from 'vitest';
import type { EventBody, FerryEvent } from '../../source/model/events.ts';
import { bare } from '../../source/reports/look.ts';
import { plainReport } from '../../source/reports/plain.ts';
import { sampleJournal, sampleStart } from '../screens/sample-journal.ts';

const linesOf = (events: readonly FerryEvent[], look = bare()): string[] => {
	const report = plainReport(look);
	return events.flatMap((event) => report(event));
};

const at = (steps: [ms: number, body: EventBody][]): FerryEvent[] =>
	steps.map(([ms, body], index) => ({
		v: 1,
		seq: index + 1,
		at: new Date(sampleStart + ms).toISOString(),
		migration: 'x',
		...body,
	}));

const sync = (bytes: number, total?: number): EventBody => ({
	type: 'stage',
	name: 'sync',
	phase: 'progress',
	bytes,
	...(total === undefined ? {} : { total }),
});

test.each(['migrated', 'rolled-back', 'blocked', 'needs-human'] as const)('%s', async (name) => {
	await expect(`${linesOf(sampleJournal(name)).join('\n')}\n`).toMatchFileSnapshot(
		`goldens/plain-${name}.golden`,
	);
});

describe('progress', () => {
	test('at most one line per two seconds and ten percent', () => {
		const steps = Array.from({ length: 101 }, (_, second): [number, EventBody] => [
			second * 500,
			sync(second, 100),
		]);
		const told = linesOf(at(steps)).map((line) => /(\d+) %/.exec(line)?.[1]);
		expect(told).toEqual(['0', '10', '20', '30', '40', '50', '60', '70', '80', '90', '100']);
	});

	test('a long stage says twice a minute that it lives', () => {
		const steps = Array.from({ length: 121 }, (_, second): [number, EventBody] => [
			second * 1000,
			sync(second, 100_000),
		]);
		expect(linesOf(at(steps))).toHaveLength(5);
	});

	test('without a total every two seconds', () => {
		const steps = Array.from({ length: 11 }, (_, second): [number, EventBody] => [
			second * 1000,
			sync(second),
		]);
		expect(linesOf(at(steps))).toHaveLength(6);
	});
});

test('every event is at most one line, and nothing in it can drive the terminal', () => {
	const hostile = '\u001b[2J\u001b]0;x\u0007\r\n\u202eevil\u0000\u009b31m';
	const events = at([
		[
			0,
			{
				type: 'started',
				container: hostile,
				source: hostile,
				target: hostile,
				versions: {},
				options: { source: hostile, target: hostile },
			},
		],
		[1, { type: 'finding', check: hostile, scope: 'config', level: 'warn', title: hostile }],
		[2, { type: 'stage', name: 'sync', phase: 'progress', detail: hostile }],
		[3, { type: 'command', host: hostile, argv: ['rsync', hostile], exit: 1, ms: 3, stderr: hostile }],
		[4, { type: 'log', host: hostile, line: hostile }],
		[5, { type: 'intent', act: 'freeze', detail: hostile }],
		[6, { type: 'frozen', host: hostile }],
		[7, { type: 'unfrozen', host: hostile }],
		[8, { type: 'rollback', phase: 'started', reason: hostile }],
		[9, { type: 'cancel', by: hostile }],
		[
			10,
			{
				type: 'finished',
				outcome: 'needs-human',
				totalMs: 1,
				bytes: 1,
				exit: 5,
				explanation: { what: hostile, why: hostile, next: [hostile], evidence: [hostile] },
			},
		],
	]);
	const report = plainReport(bare());
	for (const event of events) {
		const lines = report(event);
		if (event.type !== 'finished') expect(lines).toHaveLength(1);
		for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u200b-\u200f]/u);
	}
});

test('events of types and phases that are not known are passed over', () => {
	const events = at([[0, { type: 'weather', sky: 'blue' } as unknown as EventBody]]);
	expect(linesOf(events)).toEqual([]);
});
