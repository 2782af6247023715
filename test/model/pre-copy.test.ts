import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anotherRound, type PreCopyRound, preCopyRate } from '../../source/model/pre-copy.ts';

const mb = 1e6;
const again = { again: true };
const stops = (reason: RegExp) => ({ again: false, reason: expect.stringMatching(reason) });

test('the first round is always worth it, and a second one after it unless little was there', () => {
	expect(anotherRound([])).toEqual(again);
	expect(anotherRound([{ bytes: 400 * mb, ms: 4000 }])).toEqual(again);
	expect(anotherRound([{ bytes: 1 * mb, ms: 500 }])).toEqual(stops(/small/));
});

test('rounds that shrink go on, until what is left is sent unnoticed', () => {
	const rounds = [
		{ bytes: 400 * mb, ms: 4000 },
		{ bytes: 40 * mb, ms: 600 },
	];
	expect(anotherRound(rounds)).toEqual(again);
	// 100 MB/s carry 5 MB in 50 ms.
	expect(anotherRound([...rounds, { bytes: 4.9 * mb, ms: 300 }])).toEqual(stops(/small/));
	expect(anotherRound([...rounds, { bytes: 6 * mb, ms: 300 }])).toEqual(again);
});

test('memory that changes as fast as it is sent ends the rounds', () => {
	expect(
		anotherRound([
			{ bytes: 400 * mb, ms: 4000 },
			{ bytes: 390 * mb, ms: 3900 },
		]),
	).toEqual(stops(/hardly/));
});

/** A container of so much memory that writes so many bytes a second to it, on a link of so many; one round costs so much. */
const simulate = (memory: number, dirty: number, link: number, overheadMs: number): PreCopyRound[] => {
	const rounds: PreCopyRound[] = [];
	while (rounds.length < 100 && anotherRound(rounds).again) {
		const before = rounds.at(-1);
		const bytes = before === undefined ? memory : Math.min(memory, (dirty * before.ms) / 1000);
		rounds.push({ bytes, ms: overheadMs + (bytes * 1000) / link });
	}
	return rounds;
};

test('whatever memory, changes and link: the rounds end, the disk has room, and the last is the smallest or near it', () => {
	const anything = [
		fc.double({ min: 1, max: 64e9, noNaN: true }),
		fc.double({ min: 0, max: 20e9, noNaN: true }),
		fc.double({ min: 1e5, max: 10e9, noNaN: true }),
		fc.double({ min: 1, max: 60_000, noNaN: true }),
	] as const;
	fc.assert(
		fc.property(...anything, (memory, dirty, link, overhead) => {
			const rounds = simulate(memory, dirty, link, overhead);
			expect(rounds.length).toBeLessThanOrEqual(8);
			const sent = rounds.reduce((sum, { bytes }) => sum + bytes, 0);
			expect(sent).toBeLessThanOrEqual(3 * memory);
			expect(preCopyRate(rounds)).toBeLessThanOrEqual(link * 1.001);
			for (const [index, round] of rounds.slice(1, -1).entries())
				expect(round.bytes).toBeLessThan(rounds[index]?.bytes ?? 0);
		}),
	);
});

test('memory that changes slowly leaves only what changes in one short round', () => {
	// 2 GB that change at 4 MB/s, on 100 MB/s, with half a second for each round.
	const rounds = simulate(2e9, 4e6, 100e6, 500);
	expect(rounds.length).toBeLessThanOrEqual(4);
	expect(rounds.at(-1)?.bytes).toBeLessThan(5e6);
});
