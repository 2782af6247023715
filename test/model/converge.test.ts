import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enough } from '../../source/model/converge.ts';

const rounds = (...ms: number[]) => ms.map((one) => ({ ms: one, changedBytes: 0 }));

test('no further round after one that was short, or hardly shorter than the one before', () => {
	expect(enough([])).toBeUndefined();
	expect(enough(rounds(20_000))).toBeUndefined();
	expect(enough(rounds(300))).toBe('short enough');
	expect(enough(rounds(20_000, 5000))).toBeUndefined();
	expect(enough(rounds(20_000, 15_000))).toBe('hardly shorter than the one before');
	expect(enough(rounds(20_000, 5000, 900))).toBe('short enough');
});

test('rounds end, whatever they take', () => {
	fc.assert(
		fc.property(fc.infiniteStream(fc.nat(1e9)), (durations) => {
			const made: { ms: number; changedBytes: number }[] = [];
			for (const ms of durations) {
				made.push({ ms, changedBytes: 0 });
				if (enough(made) !== undefined) break;
			}
			expect(made.length).toBeLessThanOrEqual(6);
		}),
	);
});
