import { dropLock, lockFile } from '../../hosts/lock.ts';
import { removeStaging } from '../../hosts/staging.ts';
import { emit, placesOf, type Session } from '../session.ts';

/** Ends the helpers of the blackout that are still there; each of them is of no use to anybody any more. */
export const endHelpers = async (session: Session): Promise<void> => {
	session.memoryWay?.server.stop();
	session.waitingRound?.stop();
	session.roundMark?.watch?.stop();
	session.imageCopy?.sender.stdin.end();
	session.imageCopy?.receiver.stdin.end();
	await session.memoryWay?.close();
	session.following?.pages.leave();
	await session.following?.tunnel.close();
	await session.lastRound?.catch(() => {});
};

const attempt = async (session: Session, what: string, act: () => Promise<boolean>): Promise<boolean> => {
	const done = await act().catch((error: unknown) => {
		emit(session, { type: 'log', host: session.source.name, line: `${what}: ${String(error)}` });
		return false;
	});
	if (!done) emit(session, { type: 'log', host: session.source.name, line: `left behind: ${what}` });
	return done;
};

/**
Removes what the migration made on both hosts: private directories and locks. Called only when the container runs
somewhere, verified, so that no image is needed any more. True if nothing was left behind.
*/
export const cleanUp = async (session: Session): Promise<boolean> => {
	const places = placesOf(session);
	const name = session.request.container;
	const ends = [
		[session.source, places.source, session.request.source],
		[session.target, places.target, session.request.target],
	] as const;
	const left = new Set<string>();
	await Promise.all(
		ends.map(async ([host, place, destination]) => {
			// One that did not answer the first time is not waited for again.
			const done =
				(await attempt(session, `${place.staging} on ${host.name}`, () =>
					removeStaging(host, place.staging),
				)) &&
				(await attempt(session, `lock on ${host.name}`, () =>
					dropLock(host, lockFile(place.lxcPath, name), session.id),
				));
			if (!done) left.add(destination);
		}),
	);
	session.left = left;
	return left.size === 0;
};
