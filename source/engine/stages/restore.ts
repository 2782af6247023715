import { announce } from '../../hosts/announce.ts';
import type { Attendant } from '../../hosts/attendant.ts';
import { readTail } from '../../hosts/files.ts';
import { FerryError } from '../../model/error.ts';
import { printable } from '../../model/text.ts';
import { criuFailure } from '../criu-failure.ts';
import { criuLimit, limits, within } from '../limits.ts';
import { memoryLost, serveMemory } from '../post-copy.ts';
import { emit, noteSpan, noteUnfrozen, placesOf, type Session, targetPlace } from '../session.ts';
import { markSource } from '../source-mark.ts';
import { together } from '../together.ts';
import { settled } from '../where.ts';

/** What check.sh said of an image that is not whole or not on disk. */
const notStable = async (session: Session): Promise<FerryError> => {
	const said = await readTail(session.target, `${placesOf(session).target.staging}/check.out`, 1000);
	return new FerryError({
		what: 'The image on the target is not whole, or not on its disk',
		why: printable(said ?? '').trim() || 'It could not be checked.',
		next: [`Look at the free space of /var/lib/lxc-ferry on ${session.target.name}, then try again.`],
	});
};

const rebuildProcesses = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { source, target } = placesOf(session);
	const restore = session.restore;
	if (restore === undefined) throw new Error('nobody attends the restore');
	const memory = session.facts?.container.memory;
	const failed = () => criuFailure(session, session.target, target.staging, 'restore.log');
	if (!session.restoreWaits) {
		restore.begin();
		const ready = await within(restore.gate('criu'), limits.attendant, 'Preparing the restore', restore.kill);
		if (!ready.reached) throw await failed();
	}
	await serveMemory(session).catch((error: unknown) => {
		// It waits at its first gate, and nobody will open that any more.
		restore.abort();
		throw error;
	});
	restore.release();
	const from = Date.now();
	const stable = restore.check().then((exit) => {
		noteSpan(session, 'image', 'to disk', from);
		return exit;
	});
	const reached = Promise.race([restore.gate(), memoryLost(session)]);
	const gate = await within(reached, criuLimit(memory), 'The restore', restore.kill);
	if (!gate.reached) throw await failed();
	const flushLimit = limits.criu + (memory ?? 0) / limits.fsyncPerMs;
	const exit = await within(stable, flushLimit, 'Writing the image to disk');
	signal.throwIfAborted();
	if (exit !== 0) throw await notStable(session);
	// Killed at its gate: the source has run on, or will in vain be told to end.
	if (session.dump?.over()) throw await criuFailure(session, session.source, source.staging, 'dump.log');
	if (restore.over()) throw await failed();
};

/** Not before CRIU has read the image: until then the processors have enough to do, and later not. */
const markMeanwhile = async (session: Session): Promise<void> => {
	await session.restore?.mark('setup-namespaces');
	await markSource(session);
};

/**
Rebuilds all processes on the target, up to CRIU's gate: they exist and have not run. What can fail in a restore
has failed by then, while the container on the source is only frozen. Its copy there is marked beside that, which makes
the blackout no longer: from the handover on a boot of the source must not start it.
*/
export const rebuild = async (session: Session, signal: AbortSignal): Promise<void> => {
	await together([rebuildProcesses(session, signal), markMeanwhile(session)]);
};

/**
No process of the source runs any more: each has given up its memory or is gone, or its pid namespace's init is, which
the kernel ends after all others in it (pid_namespaces(7)). The kernel frees memory and lxc-checkpoint tidies up for a
while after that, which nobody has to wait for.
*/
const sourceEnded = async (dump: Attendant): Promise<void> => {
	const ended = await dump.mark('tasks-ended');
	if (ended !== undefined) return;
	const exit = await dump.exited;
	if (exit === 0 && !dump.noted('init-alive')) return;
	throw new FerryError({
		what: 'The container could not be stopped on the source',
		why: `lxc-checkpoint ended with status ${exit}${dump.noted('init-alive') ? ', and its init lives' : ''}.`,
	});
};

/** ssh's own status (ssh(1)), and what an attendant gives whose link broke. */
const linkLost = 255;

/**
Whether the container came to life on the target although the link broke in that moment. CRIU may still be at work
there: it is waited for. Rejects if the target can't be reached.
*/
const runsThere = async (session: Session): Promise<boolean> => {
	const { target } = await settled(session);
	session.unproven = target.state === 'unreachable';
	return target.state === 'running';
};

/**
The only point of no return, a few milliseconds: the source's frozen processes are seen to have ended, and only
then the target's processes run. Safe, because the target holds the whole image on disk and has rebuilt from it. By
post-copy, where the target lacks the memory, the source's processes stay frozen, and there is still a return.
*/
export const handover = async (session: Session): Promise<void> => {
	const { dump, restore } = session;
	if (dump === undefined || restore === undefined) throw new Error('dump and restore are not at their gates');
	// By post-copy it stays there, frozen, until the target is verified.
	const keeps = session.following !== undefined;
	if (!keeps) {
		const detail = `${session.source.name} ends its frozen processes`;
		emit(session, { type: 'intent', act: 'give-up-source', detail }, true);
	}
	session.letGo = true;
	if (!keeps) dump.release();
	// On disk before the target is released, while the source's processes end.
	emit(
		session,
		{ type: 'intent', act: 'restore-target', detail: `${session.target.name} lets the processes run` },
		true,
	);
	if (!keeps)
		await within(sourceEnded(dump), limits.handover, 'Stopping the container on the source', dump.kill);
	restore.release();
	const resumed = await within(
		restore.mark('post-resume'),
		limits.handover,
		'Resuming on the target',
		restore.kill,
	);
	if (resumed !== undefined) noteUnfrozen(session, session.target, resumed);
	const status = await within(restore.exited, limits.handover, 'The end of the restore', restore.kill);
	// A broken link says nothing about the container: verify looks at it over a new one.
	if (status !== 0 && !(status === linkLost && (await runsThere(session))))
		throw await criuFailure(session, session.target, placesOf(session).target.staging, 'restore.log');
	if (resumed === undefined) noteUnfrozen(session, session.target);
	// Once more while it is verified: a bridge may not have forwarded yet from a port that had just come up.
	session.announced = announce(session.target, targetPlace(session), placesOf(session).target.staging);
};
