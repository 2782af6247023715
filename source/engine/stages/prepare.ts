import { census } from '../../hosts/census.ts';
import type { Host } from '../../hosts/host.ts';
import { type Holder, holderLives, lockFile, takeLock } from '../../hosts/lock.ts';
import { makeStaging } from '../../hosts/staging.ts';
import { exits, FerryError } from '../../model/error.ts';
import { emit, placesOf, type Session, sourcePlace } from '../session.ts';

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
	const seen = await Promise.all([session.source, session.target].map((where) => holderLives(where, other)));
	if (!seen.includes(false)) throw busy(host, other, session.request.container);
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
	await lock(session, session.target, lockFile(target.lxcPath, name));
};

/** Locks on both hosts and private directories; nothing of the container is touched. */
export const prepare = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { source, target } = placesOf(session);
	emit(session, { type: 'intent', act: 'prepare', detail: `${source.staging} and ${target.staging}` }, true);
	await takeLocks(session);
	await Promise.all([
		makeStaging(session.source, source.staging, signal),
		makeStaging(session.target, target.staging, signal),
	]);
	session.touched = true;
	session.before = await census(session.source, sourcePlace(session));
	session.beforeMs = Date.now();
	const made = await session.target.run(['mkdir', '-p', '--', target.rootfs], {
		root: true,
		signal,
		timeoutMs: 30_000,
	});
	if (made.exit !== 0) {
		throw new FerryError({
			what: `${target.rootfs} could not be made on ${session.target.name}`,
			why: made.stderr.trim(),
		});
	}
};
