import { FerryError } from '../../model/error.ts';
import { criuLimit, limits, within } from '../limits.ts';
import { emit, placesOf, type Session } from '../session.ts';
import { criuFailure } from './freeze.ts';

/** fsync of every image file: the target keeps the image even if its power fails (sync(1)). */
const syncImages = `cd "$1" && sync ./* . `;

/**
Rebuilds all processes on the target, up to CRIU's gate: they exist and have not run. What can fail in a restore
has failed by then, while the container on the source is only frozen.
*/
export const rebuild = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { target } = placesOf(session);
	const restore = session.restore;
	if (restore === undefined) throw new Error('nobody attends the restore');
	const stable = session.target.run(['/bin/sh', '-c', syncImages, 'sync', `${target.staging}/image`], {
		root: true,
	});
	restore.begin();
	const memory = session.facts?.container.memory;
	const gate = await within(restore.gate(), criuLimit(memory), 'The restore', restore.kill);
	if (!gate.reached) throw await criuFailure(session, session.target, target.staging, 'restore.log');
	const { exit } = await within(
		stable,
		limits.criu + (memory ?? 0) / limits.fsyncPerMs,
		'Writing the image to disk',
	);
	signal.throwIfAborted();
	if (exit !== 0)
		throw new FerryError({
			what: 'The image could not be written to the disk of the target',
			why: `sync ended with status ${exit}.`,
		});
};

/**
The only point of no return, a few milliseconds: the source's frozen processes end, its init is seen gone, and only
then the target's processes run. Safe, because the target holds the whole image on disk and has rebuilt from it.
*/
export const handover = async (session: Session): Promise<void> => {
	const { dump, restore } = session;
	if (dump === undefined || restore === undefined) throw new Error('dump and restore are not at their gates');
	emit(
		session,
		{ type: 'intent', act: 'give-up-source', detail: `${session.source.name} ends its frozen processes` },
		true,
	);
	session.gaveUpSource = true;
	dump.release();
	const exit = await within(dump.exited, limits.handover, 'Stopping the container on the source', dump.kill);
	if (exit !== 0 || dump.noted('init-alive')) {
		throw new FerryError({
			what: 'The container could not be stopped on the source',
			why: `lxc-checkpoint ended with status ${exit}${dump.noted('init-alive') ? ', and its init lives' : ''}.`,
		});
	}
	emit(
		session,
		{ type: 'intent', act: 'restore-target', detail: `${session.target.name} lets the processes run` },
		true,
	);
	restore.release();
	const resumed = await within(
		restore.mark('post-resume'),
		limits.handover,
		'Resuming on the target',
		restore.kill,
	);
	if (resumed !== undefined) {
		session.unfrozenMs = resumed - (session.facts?.target.clockSkewMs ?? 0);
		emit(session, { type: 'unfrozen', host: session.target.name });
	}
	const status = await within(restore.exited, limits.handover, 'The end of the restore', restore.kill);
	if (status !== 0)
		throw await criuFailure(session, session.target, placesOf(session).target.staging, 'restore.log');
	if (resumed === undefined) emit(session, { type: 'unfrozen', host: session.target.name });
};
