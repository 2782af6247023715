import { census } from '../../hosts/census.ts';
import type { Host } from '../../hosts/host.ts';
import { dropLock, type Holder, holderLives, lockFile, takeLock } from '../../hosts/lock.ts';
import { freeRoom, reserveRoom } from '../../hosts/room.ts';
import { noteLife } from '../../hosts/same-life.ts';
import { makeStaging } from '../../hosts/staging.ts';
import { exits, FerryError, UnreachableError } from '../../model/error.ts';
import { isOver } from '../control.ts';
import { emit, placesOf, type Session, sourcePlace } from '../session.ts';
import { claimName } from '../target-name.ts';
import { together } from '../together.ts';

const busy = (host: Host, holder: Holder, container: string): FerryError =>
	new FerryError(
		{
			what: `Another migration of ${container} is under way`,
			why: `${holder.migration} holds the lock on ${host.name}.`,
			next: [
				`Watch it: lxc-ferry attach ${holder.migration}`,
				`If it is stuck: lxc-ferry rollback ${holder.migration}`,
			],
		},
		exits.busy,
	);

/** Takes the lock on one host; one whose holder is proven dead is the business of resume and rollback, not taken over. */
const lock = async (session: Session, host: Host, file: string): Promise<void> => {
	const other = await takeLock(host, file, session.holder);
	if (other === undefined) return;
	const seen = await together([session.source, session.target].map((where) => holderLives(where, other)));
	// One that sees it alive is right: to a machine with a copy of its machine id it looks like a boot that is over.
	if (seen.includes(true) || !seen.includes(false)) throw busy(host, other, session.request.container);
	if (await isOver(other.migration)) {
		// It came to its end, and could not reach this host any more to say so.
		await dropLock(host, file, other.migration);
		return lock(session, host, file);
	}
	throw new FerryError(
		{
			what: `An earlier migration of ${session.request.container} was not finished`,
			why: `${other.migration} left its lock on ${host.name}, and its engine does not run any more.`,
			next: [
				`Bring it back: lxc-ferry rollback ${other.migration}`,
				`Or finish it: lxc-ferry resume ${other.migration}`,
			],
		},
		exits.busy,
	);
};

/** Takes the locks on both hosts, always the source's first, so that two migrations can't wait for each other. */
export const takeLocks = async (session: Session): Promise<void> => {
	const { source, target } = placesOf(session);
	const name = session.request.container;
	await lock(session, session.source, lockFile(source.lxcPath, name));
	await lock(session, session.target, lockFile(target.lxcPath, name)).catch((error: unknown) => {
		// A recovery may still let the source run on; what the target's silence means is decided later (recovery.ts).
		if (!(session.recovering && error instanceof UnreachableError)) throw error;
	});
	session.locked = true;
};

/** Memory that is sent while it is dumped never lies on the source's disk, and memory that follows on none. */
const reserve = async ({ source, target, plan, facts }: Session): Promise<void> => {
	if (plan === undefined) return;
	const memory = facts?.container.memory ?? 0;
	const kept = plan.method === 'stop-and-copy' ? memory : 0;
	await together([
		reserveRoom(source, plan.places.source.staging, kept),
		reserveRoom(target, plan.places.target.staging, plan.method === 'post-copy' ? 0 : memory),
	]);
};

/** Locks on both hosts and private directories; nothing of the container is touched. */
export const prepare = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { source, target } = placesOf(session);
	emit(session, { type: 'intent', act: 'prepare', detail: `${source.staging} and ${target.staging}` }, true);
	await takeLocks(session);
	await together([
		makeStaging(session.source, source.staging, signal),
		makeStaging(session.target, target.staging, signal),
	]);
	session.touched = true;
	await together([reserve(session), noteLife(session.source, sourcePlace(session), source.staging)]);
	session.before = await census(session.source, sourcePlace(session));
	session.beforeMs = Date.now();
	await claimName(session, signal);
};

/** Gives the reserved room back, right before the image needs it. */
export const makeRoom = async (session: Session): Promise<void> => {
	const { source, target } = placesOf(session);
	await together([freeRoom(session.source, source.staging), freeRoom(session.target, target.staging)]);
};
