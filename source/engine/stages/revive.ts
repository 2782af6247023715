import { attend } from '../../hosts/attendant.ts';
import { restoreCommand } from '../../hosts/lxc.ts';
import { endOrphans } from '../../hosts/orphans.ts';
import { criuLimit, limits, within } from '../limits.ts';
import { emit, noteUnfrozen, placesOf, type Session, targetPlace } from '../session.ts';
import { markSource } from '../source-mark.ts';
import { criuFailure } from './freeze.ts';

/** Restores on the target from the image, for a migration whose source had already been given up, and ended. */
export const revive = async (session: Session): Promise<void> => {
	const { staging } = placesOf(session).target;
	// Of an earlier attempt whose CRIU was killed.
	await endOrphans(session.target, targetPlace(session));
	// A way back that failed may have taken it off.
	await markSource(session);
	emit(session, { type: 'intent', act: 'restore-target', detail: `${staging}/image` }, true);
	// From now on the target may run it, whoever ended it on the source.
	session.gaveUpSource = true;
	const argv = restoreCommand(targetPlace(session), `${staging}/image`, `${staging}/action.sh`);
	const restore = await within(
		attend(session.target, staging, 'restore', argv),
		limits.attendant,
		'Starting the attendant',
	);
	session.restore = restore;
	restore.begin();
	const gate = await within(
		restore.gate(),
		criuLimit(session.facts?.container.memory),
		'The restore',
		restore.kill,
	);
	if (gate.reached) restore.release();
	if ((await within(restore.exited, limits.handover, 'The end of the restore', restore.kill)) !== 0)
		throw await criuFailure(session, session.target, staging, 'restore.log');
	noteUnfrozen(session, session.target);
};
