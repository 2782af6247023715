import { type PreCopyRound, preCopyRate } from '../model/pre-copy.ts';
import type { Prediction } from '../model/predict.ts';
import { predictWith } from '../model/predict.ts';
import type { Method } from '../model/stages.ts';
import { bytes } from '../model/text.ts';
import { knownOf } from './checkup.ts';
import { refuseLonger } from './longest-blackout.ts';
import { replanned } from './plan.ts';
import { emit, type Session } from './session.ts';

/** The prediction, from what the rounds showed of the link and of the memory that is left. */
const foretell = (
	{ facts, plan, request }: Session,
	method: Method,
	rounds: readonly PreCopyRound[],
): Prediction | undefined => {
	if (facts === undefined) return undefined;
	const rate = preCopyRate(rounds);
	const known = {
		...knownOf(facts, method, request.bwlimit),
		left: rounds.at(-1)?.bytes,
		...(rate === 0 ? {} : { throughput: rate }),
	};
	// What was learned of pre-copy says nothing of another method.
	const { factor, restFactor } = plan?.method === method ? (plan.predicted ?? {}) : {};
	return predictWith(known, factor ?? 1, restFactor);
};

/**
Writes the plan as it is after pre-copy, for whoever follows, and for the lessons of later migrations; and refuses a
blackout that has become longer than was asked for.
*/
const goOn = (session: Session, rounds: readonly PreCopyRound[], method: Method, reason: string): void => {
	const { plan, request } = session;
	if (plan === undefined) return;
	const predicted = foretell(session, method, rounds);
	session.plan = {
		...replanned(plan, request, session, { method, reason }),
		...(predicted === undefined ? {} : { predicted }),
	};
	emit(session, { type: 'plan', ...session.plan });
	refuseLonger(request, predicted, `After pre-copy: ${reason}.`);
};

/** After rounds that succeeded: what the last one sent is about what the blackout has to. */
export const goOnWithLittle = (session: Session, rounds: readonly PreCopyRound[]): void => {
	const left = bytes(rounds.at(-1)?.bytes ?? 0);
	goOn(session, rounds, 'pre-copy', `memory was copied ahead; the last round still sent ${left}`);
};

/** After a round that failed: all memory goes in the blackout. */
export const goOnWithAll = (session: Session, rounds: readonly PreCopyRound[], why: string): void => {
	goOn(session, rounds, 'stream', `memory can't be copied ahead, all of it goes in the blackout: ${why}`);
};
