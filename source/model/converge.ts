/** One round of a copy that is repeated while the container runs. */
export type CopyRound = { ms: number; changedBytes: number };

/** A further round is worth it only while it gets clearly shorter than the one before. */
const converging = 0.7;
/** Rounds end when one took less than this: the next would hardly be shorter. */
const shortMs = 1000;
const mostRounds = 6;

/** Why no further round is made; undefined if one is. */
export const enough = (rounds: readonly CopyRound[]): string | undefined => {
	const [before, last] = [rounds.at(-2), rounds.at(-1)];
	if (last === undefined) return undefined;
	if (last.ms < shortMs) return 'short enough';
	if (before !== undefined && last.ms > before.ms * converging) return 'hardly shorter than the one before';
	if (rounds.length >= mostRounds) return `still not short after ${mostRounds} rounds`;
	return undefined;
};
