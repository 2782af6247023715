import type { EventOf } from './events.ts';
import type { StageView } from './fold-stage.ts';
import { bytes, clipped } from './text.ts';

/** What a finished round of a copy that repeats itself came to, and why it was the last one. */
export type RoundResult = { round: number; changed: string; why?: string | undefined };

const sentence = /^round (\d{1,4}): (\d[\d.]{0,8} [kMGT]?B) changed(?:, \d[^,]{0,30})?(?:, (.{1,200}))?$/;

/**
The result of a round as the engine's sentence tells it: journals hold nothing else of it. An event with bytes is under
way, whatever it says.
*/
export const roundResult = ({ detail, bytes: sent }: EventOf<'stage'>): RoundResult | undefined => {
	if (sent !== undefined || detail === undefined) return undefined;
	const [, round, changed, why] = sentence.exec(clipped(detail, 300)) ?? [];
	if (round === undefined || changed === undefined) return undefined;
	return { round: Number(round), changed, why };
};

/** Two are enough to see whether they become smaller. */
const kept = 2;

/** The results after an event. Where none is told, the end of a round is seen by the next one, or by the stage's end. */
export const roundsAfter = (before: StageView, event: EventOf<'stage'>): RoundResult[] => {
	const told = roundResult(event);
	const { rounds, round } = before;
	if (told !== undefined && rounds.at(-1)?.round !== told.round) return [...rounds, told].slice(-kept);
	const over = event.phase === 'finished' || (event.round !== undefined && event.round > (round ?? 0));
	if (!over || round === undefined || before.bytes === undefined) return rounds;
	if (rounds.some((result) => result.round === round)) return rounds;
	return [...rounds, { round, changed: bytes(before.bytes - before.carried) }].slice(-kept);
};

/** Ways to tell how the rounds converge, the longest first: the reader takes the longest that it has room for. */
export const convergence = (rounds: readonly RoundResult[]): string[] => {
	const last = rounds.at(-1);
	if (last === undefined) return [];
	const before = rounds.at(-2);
	const was = before === undefined ? [] : [`${last.changed} changed (was ${before.changed})`];
	const texts = [...was, `${last.changed} changed`];
	return last.why === undefined
		? texts
		: [...texts.slice(0, 1).map((text) => `${text}, ${last.why}`), ...texts];
};
