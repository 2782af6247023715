import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factorOf, type Known, predict, restFactorOf, worthCompressing } from '../../source/model/predict.ts';
import { median } from '../../source/model/statistics.ts';

const known: Known = {
	method: 'stream',
	memory: 400e6,
	processes: 2,
	roundTripMs: 1,
	throughput: 100e6,
	files: 1e9,
};
const blackout = (more: Partial<Known>) => predict({ ...known, ...more }).blackoutMs;

describe('predict', () => {
	test('more memory, more processes, a longer or slower link: never a shorter blackout', () => {
		const size = fc.integer({ min: 0, max: 2 ** 40 });
		fc.assert(
			fc.property(size, size, (one, other) => {
				const [less, more] = [Math.min(one, other), Math.max(one, other)];
				expect(blackout({ memory: more })).toBeGreaterThanOrEqual(blackout({ memory: less }));
				expect(blackout({ processes: more })).toBeGreaterThanOrEqual(blackout({ processes: less }));
				expect(blackout({ roundTripMs: more })).toBeGreaterThanOrEqual(blackout({ roundTripMs: less }));
				expect(blackout({ throughput: more + 1 })).toBeLessThanOrEqual(blackout({ throughput: less + 1 }));
				expect(blackout({ lastRoundMs: more })).toBeGreaterThanOrEqual(blackout({ lastRoundMs: less }));
			}),
		);
	});

	test('files are copied before the freeze: they count for the whole time alone', () => {
		const [few, many] = [predict({ ...known, files: 1e6 }), predict({ ...known, files: 1e12 })];
		expect(many.blackoutMs).toBe(few.blackoutMs);
		expect(many.totalMs).toBeGreaterThan(few.totalMs);
	});

	test('memory that is copied ahead counts only as far as it changes', () => {
		const ahead = (left?: number) => blackout({ method: 'pre-copy', left });
		expect(ahead()).toBeLessThan(blackout({ method: 'stream' }) / 4);
		// Before the first round: as little as ends the rounds.
		expect(ahead()).toBe(ahead(5e6));
		expect(ahead(100e6) - ahead(0)).toBe(1000);
	});

	test('memory that follows counts for the whole time alone', () => {
		const follows = (memory: number) => predict({ ...known, method: 'post-copy', memory });
		expect(follows(4e9).blackoutMs).toBe(follows(0).blackoutMs);
		expect(follows(4e9).totalMs).toBeGreaterThan(follows(0).totalMs + 10_000);
		expect(follows(4e9).blackoutMs).toBeLessThan(blackout({ memory: 4e9 }) / 10);
	});

	test('a limit of the bandwidth is for files: they take longer, the blackout does not', () => {
		const [free, limited] = [predict(known), predict({ ...known, bandwidth: 10e6 })];
		expect(limited.totalMs - free.totalMs).toBe(90_000);
		expect(limited.blackoutMs).toBe(free.blackoutMs);
		expect(predict({ ...known, bandwidth: 1e12 })).toEqual(free);
	});

	const link = {
		unshaped: { throughput: 500e6, roundTripMs: 0 },
		far: { throughput: 11.5e6, roundTripMs: 40 },
	};
	test.each([
		['count1', { method: 'stop-and-copy', memory: 1e6, processes: 2, ...link.unshaped }, 0.21, 2.3],
		['web1', { method: 'stop-and-copy', memory: 12e6, processes: 19, ...link.unshaped }, 0.38, 3],
		['mem1', { method: 'stream', memory: 400e6, processes: 2, ...link.unshaped }, 1.2, 3.4],
		['count1, far away', { method: 'stop-and-copy', memory: 1e6, processes: 2, ...link.far }, 0.47, 5.9],
		[
			'files1, far away',
			{ method: 'stop-and-copy', memory: 1e6, processes: 2, files: 1.05e9, ...link.far },
			0.5,
			96,
		],
	] as const)('%s comes out as it was measured', (_, facts, blackoutSeconds, totalSeconds) => {
		const { blackoutMs, totalMs } = predict(facts);
		expect(Math.abs(blackoutMs / 1000 / blackoutSeconds - 1)).toBeLessThan(0.25);
		expect(Math.abs(totalMs / 1000 / totalSeconds - 1)).toBeLessThan(0.2);
	});

	test('nothing known is no failure', () => {
		const { blackoutMs, totalMs } = predict({ method: 'stop-and-copy' });
		expect(blackoutMs).toBeGreaterThan(0);
		expect(totalMs).toBeGreaterThan(blackoutMs);
	});
});

describe('lessons', () => {
	const lesson = (predicted: number, measured: number, factor?: number) => ({
		predicted: { blackoutMs: predicted, totalMs: 0, ...(factor === undefined ? {} : { factor }) },
		blackoutMs: measured,
	});

	test('none: facts alone', () => {
		expect(factorOf([])).toBe(1);
		expect(predict(known).factor).toBeUndefined();
	});

	test('what took twice as long as predicted doubles the next prediction', () => {
		const next = predict(known, [lesson(500, 1000)]);
		expect(next.factor).toBe(2);
		expect(next.blackoutMs).toBe(2 * predict(known).blackoutMs);
	});

	test('the time around the blackout is corrected by itself', () => {
		const predicted = { blackoutMs: 500, totalMs: 2500 };
		const next = predict(known, [{ predicted, blackoutMs: 500, totalMs: 4500 }]);
		const alone = predict(known);
		expect(next).toMatchObject({ blackoutMs: alone.blackoutMs, restFactor: 2 });
		expect(next.totalMs - next.blackoutMs).toBe(2 * (alone.totalMs - alone.blackoutMs));
		expect(restFactorOf([{ predicted: { ...predicted, restFactor: 2 }, blackoutMs: 1, totalMs: 2001 }])).toBe(
			2,
		);
	});

	test('a prediction that was right with its factor keeps that factor', () => {
		expect(factorOf([lesson(1000, 1000, 2)])).toBe(2);
	});

	test('the newest five count, and one that went astray does not', () => {
		const usual = [lesson(100, 100), lesson(100, 100), lesson(100, 5000), lesson(100, 100), lesson(100, 100)];
		expect(factorOf([...usual, lesson(100, 400), lesson(100, 400), lesson(100, 400)])).toBe(1);
	});

	test('the factor stays within reason', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 1e9, noNaN: true }),
				fc.double({ min: 0, max: 1e9, noNaN: true }),
				(a, b) => {
					const factor = factorOf([lesson(a, b)]);
					expect(factor).toBeGreaterThanOrEqual(0.2);
					expect(factor).toBeLessThanOrEqual(5);
				},
			),
		);
	});
});

test('compression is for links that are slower than it', () => {
	expect([undefined, 12e6, 500e6].map(worthCompressing)).toEqual([false, true, false]);
});

test('median', () => {
	expect([[3, 1, 2], [4, 1, 2, 3], [7]].map(median)).toEqual([2, 2.5, 7]);
	expect(median([])).toBeNaN();
});
