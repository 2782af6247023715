import { containerState } from '../../hosts/lxc.ts';
import { endOrphans } from '../../hosts/orphans.ts';
import { isAnotherLife } from '../../hosts/same-life.ts';
import { takeConfigBack } from '../../hosts/staging.ts';
import { unlockNetwork } from '../../hosts/unlock.ts';
import { FerryError } from '../../model/error.ts';
import { startedAnew } from '../../model/rollback.ts';
import { criuLimit, limits, within } from '../limits.ts';
import type { Recovered } from '../machine.ts';
import { endServing } from '../post-copy.ts';
import { canComeBack, heldOn } from '../recovery.ts';
import {
	containerDir,
	emit,
	noteUnfrozen,
	placesOf,
	type Session,
	sourcePlace,
	targetPlace,
} from '../session.ts';
import { unmarkRunning } from '../source-mark.ts';
import { seenOnSource, whereabouts } from '../where.ts';
import { cleanUp, endHelpers } from './cleanup.ts';

const takeBack = `cd "$1" 2>/dev/null || exit 0\n${takeConfigBack}\n`;

export const restoreTargetConfig = async (session: Session): Promise<void> => {
	const dir = containerDir(targetPlace(session));
	await session.target.run(['/bin/sh', '-c', takeBack, 'back', dir], { root: true, timeoutMs: 30_000 });
};

/** The network of a container on the source that was frozen: CRIU was killed meanwhile, or post-copy kept it. */
export const unlock = async (session: Session): Promise<void> => {
	if (!(await unlockNetwork(session.source, sourcePlace(session)))) return;
	emit(session, {
		type: 'finding',
		check: 'criu-killed',
		scope: 'container',
		level: 'warn',
		title: 'CRIU was killed while it had the container frozen: its open connections were closed',
		meaning: 'The container itself runs on with its memory; its network was unlocked again.',
	});
};

/**
Whether what runs on the source is a fresh start; where nobody noted which life it was, one that had been frozen counts
as one. Also asked by an engine that never ended: the source's host may have been booted meanwhile.
*/
export const isFreshStart = async (session: Session): Promise<boolean> => {
	const frozen = session.frozenMs !== undefined;
	if (!frozen && session.recovering !== true) return false;
	const { staging } = placesOf(session).source;
	return (await isAnotherLife(session.source, sourcePlace(session), staging)) ?? frozen;
};

/**
Whether what runs on the source is a fresh start beside an image of its memory, or of one that can't be looked for: then
nothing may be removed, and a person decides.
*/
export const memoryWaits = async (session: Session): Promise<boolean> => {
	const seen = await whereabouts(session);
	const unseen = seen.source.state === 'unreachable' || seen.target.state === 'unreachable';
	session.anew = canComeBack(seen) || (session.frozenMs !== undefined && unseen);
	return session.anew;
};

/** A round of pre-copy that did not end has the tasks in its hands: nothing may be thawed or removed beneath it. */
const refuseHeld = async (session: Session): Promise<void> => {
	if (session.plan?.method !== 'pre-copy') return;
	const seen = await seenOnSource(session);
	if (seen.state !== 'held') return;
	throw new FerryError({
		what: 'CRIU is still at work on the source',
		why: heldOn('source', seen) ?? '',
	});
};

/**
Lets the source run on, before it was given up. The target's rebuilt processes have never run and never will: their
gate opens only for a word that is not given here, so the source may go on even if the target can't be reached.
*/
export const undo = async (session: Session): Promise<Recovered> => {
	if (session.plan === undefined) return 'not-started';
	if (!session.locked) {
		// Safe beside whoever has the locks: only what carries this migration's own id is removed.
		await cleanUp(session);
		return 'not-started';
	}
	const frozen = session.frozenMs !== undefined;
	emit(session, {
		type: 'rollback',
		phase: 'started',
		reason: frozen ? 'the source lets its frozen processes run on' : 'nothing was frozen',
	});
	session.restore?.abort();
	session.dump?.abort();
	// Past its gate CRIU does not hear that word.
	await endServing(session);
	const { dump } = session;
	if (dump !== undefined)
		await within(
			dump.stopped(),
			criuLimit(session.facts?.container.memory),
			'Letting the source run on',
			dump.kill,
		);
	const state = await containerState(session.source, sourcePlace(session));
	if (state !== 'RUNNING') {
		throw new FerryError({
			what: 'The container does not run on the source any more',
			why: `LXC says ${state ?? 'nothing'}.`,
		});
	}
	if (dump === undefined) await refuseHeld(session);
	await unlock(session);
	await unmarkRunning(session);
	const since = Date.now();
	const anew = await isFreshStart(session);
	const waits = anew && (await memoryWaits(session));
	if (frozen && !waits) noteUnfrozen(session, session.source, since);
	await endHelpers(session);
	if (waits) return 'needs-human';
	const { restore } = session;
	try {
		if (restore !== undefined)
			await within(restore.stopped(), limits.handover, 'Ending the restore on the target', restore.kill);
		// One after the other: of a target that does not answer only one answer is waited for.
		await endOrphans(session.target, targetPlace(session));
		await restoreTargetConfig(session);
	} catch (error) {
		emit(session, {
			type: 'log',
			host: session.target.name,
			line: `the target was left as it is: ${String(error)}`,
		});
	}
	await cleanUp(session);
	const reason = `runs on ${session.source.name}${anew ? startedAnew : ''}`;
	emit(session, { type: 'rollback', phase: 'finished', reason });
	return frozen || session.touched ? 'rolled-back' : 'not-started';
};
