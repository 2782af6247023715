import { census } from '../../hosts/census.ts';
import { containerState, killCommand } from '../../hosts/lxc.ts';
import { anyLeft, endOrphans } from '../../hosts/orphans.ts';
import { FerryError } from '../../model/error.ts';
import { limits, within } from '../limits.ts';
import { placesOf, type Session, targetPlace } from '../session.ts';

/** Makes sure that nothing of it runs on the target: the source may run it only after that is proven. */
export const stopTarget = async (session: Session): Promise<void> => {
	session.restore?.abort();
	if (session.restore !== undefined)
		await within(
			session.restore.stopped(),
			limits.handover,
			'Ending the restore on the target',
			session.restore.kill,
		);
	const place = targetPlace(session);
	// Safe: the image from which it was restored is complete on the target, and is kept; or, by post-copy, the source was
	// seen to keep all of it (takeBackKept). One that was never let go is not
	// killed: what runs there under this name is somebody else's.
	if (session.letGo && (await census(session.target, place)) !== undefined)
		await session.target.run(killCommand(place), { root: true, timeoutMs: 60_000 });
	const state = await containerState(session.target, place);
	const ended = await endOrphans(session.target, place);
	if (
		ended &&
		(state === undefined || state === 'STOPPED') &&
		(await census(session.target, place)) === undefined &&
		!(await anyLeft(session.target, place, placesOf(session).target.staging))
	)
		return;
	throw new FerryError({
		what: 'The container could not be stopped on the target',
		why: `LXC there says ${state ?? 'nothing'}.`,
	});
};
