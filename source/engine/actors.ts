import { fromPromise } from 'xstate';
import { explanationOf } from '../model/error.ts';
import type { Progress } from '../model/events.ts';
import type { StageName } from '../model/stages.ts';
import type { Recovered } from './machine.ts';
import { emit, type Session } from './session.ts';
import { check } from './stages/check.ts';
import { commit } from './stages/commit.ts';
import { freeze } from './stages/freeze.ts';
import { preCopy } from './stages/pre-copy.ts';
import { prepare } from './stages/prepare.ts';
import { handover, rebuild } from './stages/restore.ts';
import { revive } from './stages/revive.ts';
import { rollback } from './stages/rollback.ts';
import { sync } from './stages/sync.ts';
import { transfer } from './stages/transfer.ts';
import { undo } from './stages/undo.ts';
import { verify } from './stages/verify.ts';

type Work<Output> = (session: Session, signal: AbortSignal) => Promise<Output>;

/** Runs stages one after another even when the machine has left one: undoing waits until it has come to rest. */
const sequence = () => {
	let last: Promise<unknown> = Promise.resolve();
	return <Output>(work: () => Promise<Output>): Promise<Output> => {
		const result = last.then(work, work);
		last = result.catch(() => {});
		return result;
	};
};

/** Everything that the statechart invokes, for one session. */
export const actorsFor = (session: Session) => {
	const inTurn = sequence();
	const actor = <Output>(work: Work<Output>) =>
		fromPromise<Output>(({ signal }) => inTurn(() => work(session, signal)));
	/**
	A stage with its events, the last of them with what it reached (Progress or nothing); `open` and `close` say which
	of them it writes when two parts make one stage.
	*/
	const stage = (
		name: StageName,
		work: Work<unknown>,
		{ open = true, close = true, only = (): boolean => true } = {},
	) =>
		actor(async (_, signal) => {
			if (!only()) {
				emit(session, { type: 'stage', name, phase: 'skipped', detail: 'not part of this method' });
				return;
			}
			if (open) emit(session, { type: 'stage', name, phase: 'started' });
			let reached: unknown;
			try {
				reached = await work(session, signal);
			} catch (error) {
				emit(session, { type: 'stage', name, phase: 'failed', detail: explanationOf(error).what });
				throw error;
			}
			if (close)
				emit(session, { type: 'stage', name, phase: 'finished', ...(reached as Progress | undefined) });
		});
	return {
		check: stage('check', check),
		prepare: stage('prepare', prepare),
		sync: stage('sync', sync),
		preCopy: stage('pre-copy', preCopy, { only: () => session.plan?.method === 'pre-copy' }),
		freeze: stage('freeze', freeze),
		transfer: stage('transfer', transfer),
		rebuild: stage('restore', rebuild, { close: false }),
		handover: stage('restore', handover, { open: false }),
		revive: stage('restore', revive),
		verify: stage('verify', verify),
		commit: stage('commit', commit),
		undo: actor<Recovered>(undo),
		rollback: actor<Recovered>(rollback),
	};
};
