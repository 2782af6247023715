import { describe, expect, test } from 'vitest';
import { chooseMethod } from '../../source/engine/method.ts';
import { FerryError } from '../../source/model/error.ts';
import type { Facts } from '../../source/model/facts.ts';
import type { MigrationRequest } from '../../source/model/services.ts';
import { type Method, methods } from '../../source/model/stages.ts';

const request = { container: 'mem1', source: 'alpha', target: 'beta' };

const facts = ({
	tracks = true as boolean | undefined,
	memory = 400e6 as number | undefined,
	free = 1e12,
} = {}) =>
	({
		source: { name: 'alpha', criuFeatures: { mem_dirty_track: tracks } },
		target: { name: 'beta', criuFeatures: {}, free: { staging: free } },
		container: { memory },
	}) as unknown as Facts;

/** Milliseconds of blackout that are predicted; without them none is too long. */
const choose = (asked: MigrationRequest, known: Facts, predicted: Partial<Record<Method, number>> = {}) =>
	chooseMethod(asked, known, (method) => predicted[method] ?? 0);

test.each([
	['memory is copied ahead where the source tracks it', facts(), 'pre-copy', /400 MB/],
	['not where it does not', facts({ tracks: false }), 'stream', /alpha does not track changed memory/],
	[
		'not where nobody knows',
		{ ...facts(), source: { name: 'alpha', criuFeatures: {} } } as Facts,
		'stream',
		/alpha/,
	],
	['not for little memory', facts({ memory: 40e6 }), 'stream', /40\.0 MB of memory are sent faster/],
	['hardly any goes with the image', facts({ memory: 5e6 }), 'stop-and-copy', /5\.0 MB/],
	['not when it was not measured', { ...facts(), container: {} } as Facts, 'stream', /could not be measured/],
	['not when the disk has no room for rounds', facts({ free: 500e6 }), 'stream', /disk of beta/],
] as const)('auto: %s', (_, known, method, reason) => {
	const choice = choose({ ...request, method: 'auto' }, known);
	expect(choice.method).toBe(method);
	expect(choice.reason).toMatch(reason);
	expect(choose(request, known)).toEqual(choice);
});

test('what was asked for is done', () => {
	for (const method of methods) expect(choose({ ...request, method }, facts()).method).toBe(method);
});

test('what can not be done is refused with a way out', () => {
	const refused = (known: Facts) => {
		try {
			return choose({ ...request, method: 'pre-copy' }, known);
		} catch (error) {
			return error instanceof FerryError ? error.explanation : error;
		}
	};
	expect(refused(facts({ tracks: false }))).toMatchObject({ next: [expect.stringContaining('stream')] });
});

test('a page server that is named is used, or refused', () => {
	const pageServer = '192.168.50.2';
	expect(
		choose({ ...request, method: 'auto', pageServer }, facts({ memory: 5e6, tracks: false })).method,
	).toBe('stream');
	for (const method of ['stop-and-copy', 'post-copy'] as const)
		expect(() => choose({ ...request, method, pageServer }, facts())).toThrow('page server');
});

describe('auto with --max-blackout', () => {
	const auto = { ...request, method: 'auto', maxBlackoutMs: 1000 } as const;

	test('switches to another method whose blackout is short enough, and says so', () => {
		const choice = choose(auto, facts({ memory: 60e6 }), { stream: 6200, 'pre-copy': 650 });
		expect(choice.method).toBe('pre-copy');
		expect(choice.reason).toMatch(
			'by stream the blackout would be about 6.20 s, longer than the 1.00 s allowed',
		);
	});

	test.each([
		['the first choice is short enough', facts(), { 'pre-copy': 900, stream: 100 }, 'pre-copy'],
		['no other is', facts(), { 'pre-copy': 1100, stream: 4000, 'stop-and-copy': 5000 }, 'pre-copy'],
		[
			'the source does not track memory',
			facts({ tracks: false }),
			{ stream: 6200, 'pre-copy': 650, 'stop-and-copy': 7000 },
			'stream',
		],
		[
			'the disk has no room for rounds',
			facts({ free: 500e6 }),
			{ stream: 6200, 'stop-and-copy': 7000 },
			'stream',
		],
	] as const)('stays with it where %s', (_, known, predicted, method) => {
		expect(choose(auto, known, predicted).method).toBe(method);
	});

	test('a page server that is named is not left out for it', () => {
		const asked = { ...auto, pageServer: '192.168.50.2' };
		const known = facts({ memory: 5e6, tracks: false });
		expect(choose(asked, known, { stream: 2000 }).method).toBe('stream');
		expect(choose(auto, known, { 'stop-and-copy': 2000 }).method).toBe('stream');
	});

	test('what was asked for is not changed, only refused', () => {
		const asked = { ...auto, method: 'stream' } as const;
		expect(choose(asked, facts(), { stream: 5000 }).method).toBe('stream');
	});
});

test('pre-copy says what its prediction assumes', () => {
	expect(choose(request, facts()).reason).toMatch(/assumed/);
	expect(choose({ ...request, method: 'pre-copy' }, facts()).reason).toMatch(/asked for.*assumed/);
});
