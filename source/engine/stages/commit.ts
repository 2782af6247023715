import { announce } from '../../hosts/announce.ts';
import { census } from '../../hosts/census.ts';
import { containerState, type Place } from '../../hosts/lxc.ts';
import { FerryError } from '../../model/error.ts';
import { printable } from '../../model/text.ts';
import { limits, within } from '../limits.ts';
import { endKept } from '../post-copy.ts';
import { emit, placesOf, type Session, sourcePlace, targetPlace } from '../session.ts';
import { markSource } from '../source-mark.ts';
import { settleTargetConfig } from '../target-config.ts';
import { cleanUp, endHelpers } from './cleanup.ts';

/** The image is the last way back, and a copy on the source the last but one: both go only while it is alive. */
const stillAlive = async (session: Session): Promise<void> => {
	const place = targetPlace(session);
	const [state, inhabitants] = await Promise.all([
		containerState(session.target, place),
		census(session.target, place),
	]);
	if (state === 'RUNNING' && inhabitants?.some(({ pid }) => pid === 1)) return;
	throw new FerryError({
		what: 'The container ended on the target before everything was tidied up',
		why:
			session.plan?.method === 'post-copy'
				? 'If the source still keeps it, frozen, it can go on there.'
				: 'Its memory as it was at the freeze is still there, in the image.',
	});
};

/** The files are to be on the target's disk before the source's are given up: sync(1), one file system. */
const filesOnDisk = async (session: Session): Promise<void> => {
	const { rootfs } = placesOf(session).target;
	const { exit, stderr } = await session.target.run(['sync', '-f', rootfs], {
		root: true,
		timeoutMs: 600_000,
	});
	if (exit === 0) return;
	throw new FerryError({
		what: "The files are not known to be on the target's disk",
		why: printable(stderr).trim() || `sync ended with status ${exit} on ${session.target.name}.`,
		next: [`Look at the disk below ${rootfs} on ${session.target.name}: the source still has all of it.`],
	});
};

/** Whether nothing of it is alive on the source. */
const isStopped = async ({ source }: Session, place: Place): Promise<boolean> => {
	const [state, inhabitants] = await Promise.all([containerState(source, place), census(source, place)]);
	return state === 'STOPPED' && inhabitants === undefined;
};

const discard = async (session: Session, place: Place): Promise<void> => {
	const kept = (why: string) =>
		emit(session, {
			type: 'log',
			host: session.source.name,
			line: `the copy on the source was kept, marked: ${printable(why).trim()}`,
		});
	if (!(await isStopped(session, place))) {
		kept('it does not say that it is stopped');
		return;
	}
	// Safe: the target runs it, seen a moment ago, and has the files on its disk; the user asked for it.
	const { exit, stderr } = await session.source.run(['lxc-destroy', '-P', place.lxcPath, '-n', place.name], {
		root: true,
		timeoutMs: 600_000,
	});
	if (exit !== 0) kept(stderr || `lxc-destroy ended with status ${exit}`);
};

/** Retires the source's copy: marked, so that it can't be started by accident, or removed if the user said so. */
const retire = async (session: Session): Promise<void> => {
	const place = sourcePlace(session);
	const gone = async () => (await containerState(session.source, place)) === undefined;
	// Removed already, by an engine that came no further.
	if (session.request.keepSource === false && (await gone())) return;
	// There since before the handover, but for one that an older version handed over.
	await markSource(session);
	if (session.request.keepSource === false) await discard(session, place);
};

/** The container runs on the target, verified: neighbours are told, the source's copy is retired, images go. */
export const commit = async (session: Session): Promise<void> => {
	emit(
		session,
		{ type: 'intent', act: 'commit', detail: `${session.source.name} keeps a marked copy` },
		true,
	);
	const { staging } = placesOf(session).target;
	for (const line of await (session.announced ?? announce(session.target, targetPlace(session), staging)))
		emit(session, { type: 'log', host: session.target.name, line });
	// lxc-checkpoint still tidied up on the source when the target was let go.
	if (session.dump !== undefined)
		await within(session.dump.exited, limits.handover, 'The end of the dump', session.dump.kill).catch(
			(error: unknown) => emit(session, { type: 'log', host: session.source.name, line: String(error) }),
		);
	await filesOnDisk(session);
	await stillAlive(session);
	await endKept(session);
	await retire(session);
	await settleTargetConfig(session);
	await endHelpers(session);
	await stillAlive(session);
	await cleanUp(session);
};
