import { exitOf, exits, explanationOf, FerryError } from '../model/error.ts';
import type { Explanation } from '../model/events.ts';
import type { Outcome } from '../model/stages.ts';
import { account } from './account.ts';
import { emit, type Session } from './session.ts';

const explained = (error: unknown): Explanation | undefined =>
	error === undefined ? undefined : explanationOf(error);

const exitFor = (outcome: Outcome, cancelled: boolean, error: unknown): number => {
	const own = error instanceof FerryError ? error.exit : undefined;
	if (outcome === 'not-started' && !cancelled && (own === exits.busy || own === exits.usage)) return own;
	return exitOf(outcome, cancelled);
};

/** Writes the last event: how it ended, how long it took, what a person should know; gives the exit status. */
export const finish = async (
	session: Session,
	context: { outcome?: Outcome; cancelled: boolean; error?: unknown; wayBackError?: unknown },
): Promise<number> => {
	const outcome = context.outcome ?? 'needs-human';
	const exit = exitFor(outcome, context.cancelled, context.error);
	const { frozenMs, unfrozenMs } = session;
	const explanation = await account(session, outcome, [context.error, context.wayBackError].map(explained));
	emit(
		session,
		{
			type: 'finished',
			outcome,
			exit,
			totalMs: Date.now() - session.startedMs,
			bytes: session.bytes,
			...(frozenMs === undefined || unfrozenMs === undefined
				? {}
				: { blackoutMs: Math.round(unfrozenMs - frozenMs) }),
			...(explanation === undefined ? {} : { explanation }),
		},
		true,
	);
	return exit;
};
