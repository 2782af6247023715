import { attend } from '../../hosts/attendant.ts';
import { census } from '../../hosts/census.ts';
import { containerState, killCommand, restoreCommand } from '../../hosts/lxc.ts';
import { endOrphans } from '../../hosts/orphans.ts';
import { imageDirs } from '../../hosts/pre-images.ts';
import { FerryError } from '../../model/error.ts';
import { copyFiles } from '../copy.ts';
import { criuLimit, limits, within } from '../limits.ts';
import type { Recovered } from '../machine.ts';
import { canComeBack } from '../recovery.ts';
import { emit, noteUnfrozen, placesOf, type Session, sourcePlace, targetPlace } from '../session.ts';
import { markAgain, unmarkRunning, unmarkSource } from '../source-mark.ts';
import { whereabouts } from '../where.ts';
import { cleanUp, endHelpers } from './cleanup.ts';
import { criuFailure } from './freeze.ts';
import { restoreTargetConfig, unlock } from './undo.ts';

/** Makes sure that nothing of it runs on the target: the source may run it only after that is proven. */
const stopTarget = async (session: Session): Promise<void> => {
	session.restore?.abort();
	if (session.restore !== undefined)
		await within(
			session.restore.stopped(),
			limits.handover,
			'Ending the restore on the target',
			session.restore.kill,
		);
	const place = targetPlace(session);
	// Safe: the image from which it was restored is complete on the target, and is kept.
	if ((await census(session.target, place)) !== undefined)
		await session.target.run(killCommand(place), { root: true, timeoutMs: 60_000 });
	const state = await containerState(session.target, place);
	const ended = await endOrphans(session.target, place);
	if (
		ended &&
		(state === undefined || state === 'STOPPED') &&
		(await census(session.target, place)) === undefined
	)
		return;
	throw new FerryError({
		what: 'The container could not be stopped on the target',
		why: `LXC there says ${state ?? 'nothing'}.`,
	});
};

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

/** Pages that went straight to the target are only there; what CRIU wrote on the source is still here. */
const fetchPages = async (session: Session): Promise<void> => {
	const { source, target } = placesOf(session);
	for (const dir of await imageDirs(session.target, target.staging)) {
		await copyFiles(session, 'restore', {
			from: { host: session.target, path: `${target.staging}/${dir}/` },
			to: { host: session.source, path: `${source.staging}/${dir}/` },
			exclude: ['*.log'],
		});
	}
};

/** Restores the memory on the source from the image; its root file system is as it was at the freeze. */
const restoreOnSource = async (session: Session): Promise<void> => {
	const { source } = placesOf(session);
	// Of an earlier attempt whose CRIU was killed.
	await endOrphans(session.source, sourcePlace(session));
	emit(session, { type: 'intent', act: 'restore-source', detail: `${source.staging}/image` }, true);
	const argv = restoreCommand(sourcePlace(session), `${source.staging}/image`, `${source.staging}/action.sh`);
	const restore = await attend(session.source, source.staging, 'restore', argv);
	restore.begin();
	const gate = await within(
		restore.gate(),
		criuLimit(session.facts?.container.memory),
		'The restore',
		restore.kill,
	);
	if (gate.reached) restore.release();
	if ((await within(restore.exited, limits.handover, 'The end of the restore', restore.kill)) !== 0)
		throw await criuFailure(session, session.source, source.staging, 'restore.log');
};

/** Brings the container back to the source with its memory, after the source had been given up. */
export const rollback = async (session: Session): Promise<Recovered> => {
	// It may be well and at work there. To end it, and lose what it did since, is for a person to decide.
	if (session.unproven) throw lostFromSight(session);
	emit(session, { type: 'rollback', phase: 'started', reason: 'the memory is restored on the source' });
	await stopTarget(session).catch((error: unknown) => {
		// Before the source was told to give it up the target has not been let go, and never will be.
		if (session.gaveUpSource) throw error;
	});
	if ((await containerState(session.source, sourcePlace(session))) !== 'RUNNING') {
		if (!canComeBack(await whereabouts(session))) throw nothingToRestore();
		if (session.plan?.method !== 'stop-and-copy') await fetchPages(session);
		await unmarkSource(session);
		await restoreOnSource(session).catch(markAgain(session));
	} else await unlock(session);
	const state = await containerState(session.source, sourcePlace(session));
	if (state !== 'RUNNING') {
		throw new FerryError({
			what: 'The container could not be restored on the source',
			why: `LXC says ${state ?? 'nothing'}.`,
		});
	}
	await unmarkRunning(session);
	noteUnfrozen(session, session.source);
	await restoreTargetConfig(session);
	await endHelpers(session);
	await cleanUp(session);
	emit(session, { type: 'rollback', phase: 'finished', reason: `runs on ${session.source.name}` });
	return 'rolled-back';
};
