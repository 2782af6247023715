import type { EventOf, Progress } from './events.ts';
import { type RoundResult, roundsAfter } from './rounds.ts';

export type StageState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

/** What a journal says of one stage. In a stage of rounds `bytes` and `total` count all rounds so far. */
export type StageView = Progress & {
	state: StageState;
	/** Milliseconds since the epoch. */
	startedAt?: number;
	endedAt?: number;
	/** The last rates seen, oldest first, for a sparkline. */
	rates: number[];
	/** What the last two finished rounds came to. */
	rounds: RoundResult[];
	/** Bytes of the rounds before this one. */
	carried: number;
	/** The largest part of the stage that was ever done, 0 to 1: a new round takes nothing of it away. */
	furthest: number;
};

const keptRates = 60;

/** A stage before its first event. */
export const newStage = (): StageView => ({
	state: 'waiting',
	rates: [],
	rounds: [],
	carried: 0,
	furthest: 0,
});

const phaseState: Record<EventOf<'stage'>['phase'], StageState> = {
	started: 'running',
	progress: 'running',
	finished: 'done',
	failed: 'failed',
	skipped: 'skipped',
};

const isOver = ({ state }: StageView): boolean => state === 'done' || state === 'failed';

/** Whether this is said of a stage that has ended: its last bytes may be reported by another host. */
export const isLate = (before: StageView, { phase }: EventOf<'stage'>): boolean =>
	isOver(before) && phase === 'progress';

type Given = { [Key in keyof Progress]?: Progress[Key] | undefined };

const given = (progress: Given): Progress =>
	Object.fromEntries(Object.entries(progress).filter(([, value]) => value !== undefined));

/** The amounts after an event; a round tells only its own, and what came before it is added. */
const amounts = (before: StageView, { phase, bytes, total, round }: EventOf<'stage'>) => {
	// The last event of a stage tells what all of it sent.
	if (phase === 'finished' || phase === 'failed') return { ...given({ bytes, total }), carried: 0 };
	const next = round !== undefined && before.round !== undefined && round > before.round;
	// A round can be of several copies, each counting from nothing.
	const again = bytes !== undefined && before.carried + bytes < (before.bytes ?? 0);
	const carried = next || again ? (before.bytes ?? 0) : before.carried;
	if (bytes === undefined) return { carried };
	return { carried, ...given({ bytes: carried + bytes, total: total && carried + total }) };
};

/** Folds one event into the view of its stage. */
export const foldStageView = (before: StageView, event: EventOf<'stage'>, at: number): StageView => {
	const { rate, eta, round, detail, phase } = event;
	const late = isLate(before, event);
	const state = late ? before.state : (phaseState[phase] ?? before.state);
	const { eta: _, ...rest } = before;
	const { carried, furthest, rates } = before;
	const stage: StageView = {
		...(phase === 'started' ? { rates, carried, furthest } : rest),
		rounds: roundsAfter(before, event),
		...given({ rate, eta, round, detail }),
		...amounts(before, event),
		state,
		startedAt: phase === 'started' ? at : (before.startedAt ?? at),
		...(!late && state !== 'running' ? { endedAt: at } : {}),
		rates: rate === undefined ? rates : [...rates, rate].slice(-keptRates),
	};
	const part = stage.bytes !== undefined && stage.total ? Math.min(1, stage.bytes / stage.total) : 0;
	return { ...stage, furthest: Math.max(furthest, part) };
};
