import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody, FerryEvent } from '../../source/model/events.ts';
import { blackoutMs, emptyView, fold, foldAll, folding } from '../../source/model/fold.ts';
import { parseEvent } from '../../source/model/parse-event.ts';
import type { Method } from '../../source/model/stages.ts';

const began = Date.parse('2026-01-01T00:00:00.000Z');

const journal = (bodies: readonly [ms: number, body: EventBody][]): FerryEvent[] =>
	bodies.map(
		([ms, body], at) =>
			({ v: 1, seq: at + 1, at: new Date(began + ms).toISOString(), migration: 'm1', ...body }) as FerryEvent,
	);

const started: EventBody = {
	type: 'started',
	container: 'web1',
	source: 'alpha',
	target: 'beta',
	versions: {},
	options: { source: 'alpha', target: 'beta' },
};

test('a stage goes from waiting over running to done, and keeps what it reached', () => {
	const view = foldAll(
		journal([
			[0, started],
			[10, { type: 'stage', name: 'sync', phase: 'started' }],
			[
				20,
				{ type: 'stage', name: 'sync', phase: 'progress', bytes: 50, total: 100, rate: 5, eta: 10, round: 1 },
			],
			[30, { type: 'stage', name: 'sync', phase: 'finished' }],
		]),
	);
	expect(view.stages.sync).toMatchObject({
		state: 'done',
		bytes: 50,
		total: 100,
		rates: [5],
		startedAt: began + 10,
		endedAt: began + 30,
	});
	expect(view.stages.sync.eta).toBeUndefined();
	expect(view.stages.freeze.state).toBe('waiting');
});

test('of two plans the last one counts: a method that failed was not the one', () => {
	const plan = (method: Method, blackoutMs: number): EventBody => ({
		...{ type: 'plan', method, reason: 'because', stages: [], predicted: { blackoutMs, totalMs: 9000 } },
		places: {
			source: { lxcPath: '/l', staging: '/s', rootfs: '/r' },
			target: { lxcPath: '/l', staging: '/s', rootfs: '/r' },
		},
	});
	const view = foldAll(
		journal([
			[0, started],
			[1, plan('pre-copy', 300)],
			[2, plan('stream', 4000)],
		]),
	);
	expect(view).toMatchObject({ method: 'stream', plan: { predicted: { blackoutMs: 4000 } } });
});

test('a new round takes nothing away from what was copied before', () => {
	const sync = (round: number, bytes?: number, total?: number): EventBody => ({
		...{ type: 'stage', name: 'sync', phase: 'progress', round },
		...(bytes === undefined ? {} : { bytes }),
		...(total === undefined ? {} : { total }),
	});
	const steps = [sync(1, 50, 100), sync(1, 90, 100), sync(2), sync(2, 1, 20), sync(2, 12, 20), sync(3, 0, 5)];
	const seen = steps.map((_, index) => {
		const events = steps.slice(0, index + 1).map((body): [number, EventBody] => [index, body]);
		const { bytes, total, furthest } = foldAll(journal([[0, started], ...events])).stages.sync;
		return [bytes, total, furthest];
	});
	expect(seen).toEqual([
		[50, 100, 0.5],
		[90, 100, 0.9],
		[90, 100, 0.9],
		[91, 110, 0.9],
		[102, 110, 102 / 110],
		[102, 107, 102 / 107],
	]);
});

test('the blackout runs while frozen, and stands still afterwards', () => {
	const frozen = foldAll(
		journal([
			[0, started],
			[1000, { type: 'frozen', host: 'alpha' }],
		]),
	);
	expect(frozen.runsOn).toBe('');
	expect(blackoutMs(frozen, began + 1500)).toBe(500);
	const over = fold(frozen, journal([[1900, { type: 'unfrozen', host: 'beta' }]])[0] as FerryEvent);
	expect(blackoutMs(over, began + 99_999)).toBe(900);
	expect(over.runsOn).toBe('beta');
});

test('before the freeze there is no blackout', () => {
	expect(blackoutMs(foldAll(journal([[0, started]])), began)).toBeUndefined();
});

test('an event of a type from the future changes nothing but the counter', () => {
	const view = foldAll(journal([[0, started]]));
	const after = fold(view, {
		v: 1,
		seq: 2,
		at: new Date(began).toISOString(),
		migration: 'm1',
		type: 'teleport',
	} as unknown as FerryEvent);
	expect(after).toEqual({ ...view, events: 2 });
});

test('a finding that is repeated replaces itself', () => {
	const finding: EventBody = { type: 'finding', check: 'tty', scope: 'config', level: 'warn', title: 'ttys' };
	expect(
		foldAll(
			journal([
				[0, started],
				[1, finding],
				[2, { ...finding, level: 'ok' }],
			]),
		).findings,
	).toHaveLength(1);
});

test('the fold keeps a bounded log', () => {
	const lines = Array.from({ length: 2000 }, (_, at): [number, EventBody] => [
		at,
		{ type: 'log', host: 'alpha', line: String(at) },
	]);
	const { log } = foldAll(journal([[0, started], ...lines]));
	expect(log).toHaveLength(500);
	expect(log.at(-1)?.line).toBe('1999');
});

test('folding many at a time gives what folding one by one gives', () => {
	const log: EventBody = { type: 'log', host: 'alpha', line: 'a line' };
	const mark: EventBody = { type: 'mark', host: 'alpha', name: 'post-dump', ms: 7 };
	const bodies = Array.from({ length: 12_345 }, (_, index): EventBody => (index % 700 === 0 ? mark : log));
	const events = journal([[0, started], ...bodies.map((body, index): [number, EventBody] => [index, body])]);
	const { add, view } = folding();
	for (const event of events.slice(0, 6000)) add(event);
	expect(view()).toEqual(foldAll(events.slice(0, 6000)));
	for (const event of events.slice(6000)) add(event);
	expect(view()).toEqual(foldAll(events));
});

test('more than any migration has costs neither memory nor time, and what was intended stays known', () => {
	const finding: EventBody = { type: 'finding', check: 'tty', scope: 'config', level: 'warn', title: '' };
	const bodies = Array.from({ length: 40_000 }, (_, at): EventBody[] => [
		{ type: 'mark', host: 'alpha', name: `m${at}`, ms: at },
		{ ...finding, title: String(at) },
		{ type: 'intent', act: at === 7 ? 'give-up-source' : 'freeze', detail: String(at) },
	]);
	const events = journal(bodies.flat().map((body): [number, EventBody] => [0, body]));
	const { add, view } = folding();
	const began = performance.now();
	for (const event of events) add(event);
	const { marks, findings, intents, leftOut } = view();
	expect(performance.now() - began).toBeLessThan(8000);
	expect([marks.length, findings.length, intents.length]).toEqual([500, 300, 50]);
	expect(marks.at(-1)?.name).toBe('m39999');
	expect(intents.map(({ act }) => act)).toContain('give-up-source');
	expect(leftOut).toBe(120_000 - 850);
}, 30_000);

test('what was written is parsed as it was', () => {
	for (const event of journal([
		[0, started],
		[1, { type: 'stage', name: 'sync', phase: 'started' }],
		[2, { type: 'mark', host: 'a', name: 'post-dump', ms: 1 }],
	])) {
		expect(parseEvent(JSON.stringify(event))).toEqual(event);
	}
});

test.each([
	['a cut line', '{"v":1,"seq":1'],
	['another version', '{"v":2,"seq":1,"at":"x","migration":"m","type":"frozen","host":"a"}'],
	['a stage without a name', '{"v":1,"seq":1,"at":"x","migration":"m","type":"stage","phase":"started"}'],
	[
		'a stage called like a property of every object',
		'{"v":1,"seq":1,"at":"x","migration":"m","type":"stage","name":"__proto__","phase":"started"}',
	],
	[
		'a command whose arguments are not text',
		'{"v":1,"seq":1,"at":"x","migration":"m","type":"command","host":"a","argv":[1]}',
	],
	['an array', '[]'],
	['nothing', ''],
])('%s is no event', (_, line) => {
	expect(parseEvent(line)).toBeUndefined();
});

test('no object that passes the parser makes the fold throw', () => {
	const types = [
		'started',
		'engine',
		'finding',
		'plan',
		'stage',
		'command',
		'log',
		'intent',
		'frozen',
		'unfrozen',
		'mark',
		'rollback',
		'cancel',
		'finished',
		'unknown',
	];
	const names = [
		'name',
		'phase',
		'host',
		'line',
		'argv',
		'check',
		'level',
		'title',
		'container',
		'source',
		'target',
		'options',
		'versions',
		'places',
		'stages',
		'ms',
		'outcome',
		'act',
		'detail',
		'by',
		'reason',
		'rate',
	];
	const value = fc.oneof(
		fc.string(),
		fc.double(),
		fc.constantFrom('sync', 'started', 'finished', null, true),
		fc.array(fc.string(), { maxLength: 3 }),
		fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
	);
	const event = fc.record({
		type: fc.constantFrom(...types),
		fields: fc.dictionary(fc.constantFrom(...names), value),
	});
	fc.assert(
		fc.property(fc.array(event, { maxLength: 10 }), (events) => {
			let view = emptyView();
			for (const { type, fields } of events) {
				const parsed = parseEvent(
					JSON.stringify({ v: 1, seq: 1, at: 'whenever', migration: 'm', ...fields, type }),
				);
				if (parsed !== undefined) view = fold(view, parsed);
			}
		}),
		{ numRuns: 3000 },
	);
});

test('the blackout lasts from the freeze to the first instruction, not from when they are told of', () => {
	const view = foldAll(
		journal([
			[0, started],
			[150, { type: 'frozen', host: 'alpha', ms: began + 40 }],
			[900, { type: 'unfrozen', host: 'beta', ms: began + 840 }],
		]),
	);
	expect(blackoutMs(view, began + 5000)).toBe(800);
});
