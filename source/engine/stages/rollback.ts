import { FerryError } from '../../model/error.ts';
import type { Recovered } from '../machine.ts';
import { takeBackKept } from '../post-copy.ts';
import { canComeBack, heldOn } from '../recovery.ts';
import { emit, noteUnfrozen, type Session, sourcePlace } from '../session.ts';
import { markAgain, unmarkRunning, unmarkSource } from '../source-mark.ts';
import { settled, type Whereabouts } from '../where.ts';
import { stayedAlive } from './alive.ts';
import { cleanUp, endHelpers } from './cleanup.ts';
import { completeImage, restoreOnSource } from './restore-source.ts';
import { stopTarget } from './stop-target.ts';
import { isFreshStart, memoryWaits, restoreTargetConfig, unlock } from './undo.ts';

const lostFromSight = ({ target }: Session): FerryError =>
	new FerryError({
		what: `${target.name} did not answer any more after the container had been let go there`,
		why: 'It may run there, so nothing was ended and nothing was restored.',
	});

const nothingToRestore = (): FerryError =>
	new FerryError({
		what: 'The container ended, and there is no complete image of its memory',
		why: 'It ended before its memory was written down.',
	});

const notOurs = ({ request }: Session): FerryError =>
	new FerryError({
		what: `The locks of ${request.container} are not held by this migration`,
		why: 'Another one may be at work on it, so nothing was ended and nothing was restored.',
	});

/** Where it is once no CRIU works on it: while one ends it LXC may still say that it runs. */
const atRest = async (session: Session): Promise<Whereabouts> => {
	const seen = await settled(session);
	const { state, why } = seen.source;
	if (state === 'unreachable')
		throw new FerryError({
			what: `What ${session.source.name} runs can't be told`,
			why: `${why === undefined ? '' : `${why} `}Nothing was restored and no image was removed.`,
		});
	if (state === 'held')
		throw new FerryError({
			what: 'CRIU is still at work on the source',
			why: heldOn('source', seen.source) ?? '',
		});
	return seen;
};

/** Brings the container back to the source with its memory, after the source had been given up. */
export const rollback = async (session: Session): Promise<Recovered> => {
	// It may be well and at work there. To end it, and lose what it did since, is for a person to decide.
	if (session.unproven) throw lostFromSight(session);
	if (!session.locked) throw notOurs(session);
	const reason =
		session.plan?.method === 'post-copy'
			? 'the source lets its frozen processes run on'
			: 'the memory is restored on the source';
	emit(session, { type: 'rollback', phase: 'started', reason });
	await takeBackKept(session);
	await stopTarget(session).catch((error: unknown) => {
		// Before the source was told to give it up the target has not been let go, and never will be.
		if (session.letGo) throw error;
	});
	const seen = await atRest(session);
	const alive = seen.source.state === 'running' || seen.source.state === 'frozen';
	if (!alive) {
		if (!canComeBack(seen)) throw nothingToRestore();
		await completeImage(session, seen);
		await unmarkSource(session);
		await restoreOnSource(session).catch(markAgain(session));
	} else {
		await unlock(session);
		if ((await isFreshStart(session)) && (await memoryWaits(session))) return 'needs-human';
	}
	const since = Date.now();
	await stayedAlive(session, { host: session.source, place: sourcePlace(session) });
	noteUnfrozen(session, session.source, since);
	await unmarkRunning(session);
	await restoreTargetConfig(session);
	await endHelpers(session);
	await cleanUp(session);
	emit(session, { type: 'rollback', phase: 'finished', reason: `runs on ${session.source.name}` });
	return 'rolled-back';
};
