import { endOrphans } from '../../hosts/orphans.ts';
import { restoreFromImage } from '../restore-from-image.ts';
import { emit, noteUnfrozen, placesOf, type Session, targetPlace } from '../session.ts';
import { markSource } from '../source-mark.ts';

/** Restores on the target from the image, for a migration whose source had already been given up, and ended. */
export const revive = async (session: Session): Promise<void> => {
	const { staging } = placesOf(session).target;
	// Of an earlier attempt whose CRIU was killed.
	await endOrphans(session.target, targetPlace(session));
	// A way back that failed may have taken it off.
	await markSource(session);
	emit(session, { type: 'intent', act: 'restore-target', detail: `${staging}/image` }, true);
	// From now on the target may run it, whoever ended it on the source.
	session.letGo = true;
	const place = targetPlace(session);
	await restoreFromImage(session, { host: session.target, place, staging }, (restore) => {
		session.restore = restore;
	});
	noteUnfrozen(session, session.target);
};
