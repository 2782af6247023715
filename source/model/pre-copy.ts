/**
When to stop copying memory ahead. Each round sends what was written since the one before it began, while the
container runs; what the last round leaves has to be sent in the blackout. Pure.
*/
export type PreCopyRound = {
	/** Memory that was sent. */
	bytes: number;
	/** From the start of the round to its last byte. */
	ms: number;
};

export type Verdict = { again: true } | { again: false; reason: string };

/** A further round is worth it only while it is clearly smaller than the one before. */
const shrinking = 0.7;
/**
So much is sent in the blackout without being noticed: what the link carries in this time, but at least two huge pages
and a bit, because one changed byte makes the kernel mark all of one as changed (seen: rounds of 2.1 MB for ever).
*/
const unnoticedMs = 50;
const unnoticedBytes = 4.5e6;

/** The most that a last round may send at `rate` bytes per second so that nobody notices as much in the blackout. */
export const unnoticed = (rate: number): number => Math.max(unnoticedBytes, (rate * unnoticedMs) / 1000);

/** A restore reads pages through all rounds; more of them cost more than they save. */
const mostRounds = 8;
/** All rounds together may be this many times the first: the target's disk holds them all. */
const mostCopies = 2;

/** Bytes per second of the fastest round: small ones are mostly waiting. */
export const preCopyRate = (rounds: readonly PreCopyRound[]): number =>
	Math.max(0, ...rounds.map(({ bytes, ms }) => (ms > 0 ? (bytes * 1000) / ms : 0)));

/** Whether another round is worth it after these. */
export const anotherRound = (rounds: readonly PreCopyRound[]): Verdict => {
	const [first, ...others] = rounds;
	const last = rounds.at(-1);
	if (first === undefined || last === undefined) return { again: true };
	if (last.bytes <= unnoticed(preCopyRate(rounds))) return { again: false, reason: 'what changes is small' };
	const before = rounds.at(-2);
	if (before !== undefined && last.bytes > before.bytes * shrinking)
		return { again: false, reason: 'a further round would hardly be smaller' };
	if (rounds.length >= mostRounds) return { again: false, reason: `${mostRounds} rounds are enough` };
	const repeated = others.reduce((sum, { bytes }) => sum + bytes, 0);
	if (repeated > first.bytes * (mostCopies - 1))
		return { again: false, reason: 'as much was sent again as there is' };
	return { again: true };
};
