import { readTail } from '../hosts/files.ts';
import { endFrozen, endServer } from '../hosts/kept.ts';
import { freeLoopbackPort, type LazyPages, lazyDumpConfig, startLazyPages } from '../hosts/lazy-pages.ts';
import { killCommand } from '../hosts/lxc.ts';
import { loopback } from '../hosts/page-server.ts';
import { noteLife } from '../hosts/same-life.ts';
import { openTunnel, type Tunnel } from '../hosts/tunnel.ts';
import { FerryError } from '../model/error.ts';
import { criuFailure } from './criu-failure.ts';
import { limits, untilAborted, within, withinSilence } from './limits.ts';
import { memoryMeter } from './memory-meter.ts';
import { emit, placesOf, type Session, sourcePlace, targetPlace } from './session.ts';
import { seenOnSource, whereabouts } from './where.ts';

/*
Post-copy: the container runs on the target before its memory is there. Until all of it has arrived and the target is
verified, the source keeps the processes: frozen, silent, whole. So a link or a host that fails meanwhile costs what the
container did since the freeze, and nothing else; only if the source itself dies is it lost.
*/

/** The way that memory takes after the container: CRIU on the source serves, its lazy-pages daemon on the target asks. */
export type Following = {
	pages: LazyPages;
	/** CRIU's settings for the dump. */
	config: string;
	tunnel: Tunnel;
	/** CRIU on the source was told to serve. */
	serving: boolean;
};

/** Opens the way, from loopback to loopback through ssh, while the container still runs. */
export const openFollowing = async (session: Session): Promise<Following> => {
	const { source, target } = session;
	const port = await freeLoopbackPort(source);
	const tunnel = await openTunnel(target, source, port);
	const { staging } = placesOf(session).target;
	const meter = memoryMeter(session, 'verify', session.facts?.container.memory);
	const starting = startLazyPages(target, staging, tunnel.port, meter);
	const pages = await within(starting, limits.attendant, 'Preparing the lazy-pages daemon').catch(
		async (error: unknown) => {
			await tunnel.close();
			throw error;
		},
	);
	return { pages, config: lazyDumpConfig(loopback, port), tunnel, serving: false };
};

/**
Leaves CRIU's gate on the source, before the restore, which may need a page already. Nothing is given up by it: the
processes stay frozen, also when CRIU ends or is killed (action-script.ts).
*/
export const serveMemory = async (session: Session): Promise<void> => {
	const { dump, following } = session;
	if (dump === undefined || following === undefined) return;
	following.serving = true;
	dump.serve();
	const serves = dump.mark('status-ready');
	const listening = await within(serves, limits.attendant, 'Serving the memory', dump.kill);
	if (listening === undefined)
		throw await criuFailure(session, session.source, placesOf(session).source.staging, 'dump.log');
	await within(following.pages.begin(), limits.attendant, 'Starting the lazy-pages daemon');
};

const notArrived = async (session: Session, exit: number): Promise<FerryError> => {
	const { staging } = placesOf(session).target;
	const log = await readTail(session.target, `${staging}/image/lazy-pages.log`, 2000).catch(() => undefined);
	return new FerryError({
		what: 'The memory did not arrive completely on the target',
		why: `CRIU's lazy-pages daemon ended with status ${exit}: the link broke, or one of its ends.`,
		...(log === undefined ? {} : { evidence: log.trim().split('\n').slice(-3) }),
		next: ['It goes on at the source, where it was frozen; leave --method out to copy the memory ahead.'],
	});
};

/** Rejects if the daemon on the target fails: what is being restored would wait for its pages in vain. */
export const memoryLost = async (session: Session): Promise<never> => {
	const exit = await session.following?.pages.exited;
	if (exit !== undefined && exit !== 0) throw await notArrived(session, exit);
	return new Promise<never>(() => {});
};

/** Resolves when the target has every page. */
export const memoryFollowed = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { following } = session;
	if (following === undefined) return;
	const began = Date.now();
	const exit = await withinSilence(
		untilAborted(following.pages.exited, signal),
		limits.silence,
		() => Math.max(began, session.memoryCameMs ?? 0),
		'The memory that follows',
	);
	if (exit === 0) return;
	throw await notArrived(session, exit);
};

/** Ends what serves the memory on the source; the container is still frozen there. */
export const endServing = async ({ dump, following }: Session): Promise<void> => {
	if (dump === undefined || following?.serving !== true) return;
	// Safe: CRIU has its tasks' memory only to read, and they stay in the frozen cgroup.
	dump.kill();
	await within(dump.stopped(), limits.handover, 'Ending CRIU on the source');
};

/** Makes sure, before anything of it is ended on the target, that the source still has it. */
export const takeBackKept = async (session: Session): Promise<void> => {
	if (session.plan?.method !== 'post-copy') return;
	await endServing(session);
	const { state } = await seenOnSource(session);
	if (state === 'frozen' || state === 'running') return;
	throw new FerryError({
		what: `${session.source.name} does not have the container any more`,
		why: `What runs on ${session.target.name} was left as it is; if not all of its memory had followed, what touches the missing part waits.`,
	});
};

/**
Ends what an engine that is gone has left serving on the source, unless memory follows to a target that runs and shall go
on: nobody may ever connect to it, and it would hold the container for ever.
*/
export const endUnwanted = async (session: Session, wish: 'resume' | 'rollback'): Promise<void> => {
	const { source, target } = await whereabouts(session);
	if (source.kept !== true || target.state === 'unreachable') return;
	if (wish === 'resume' && target.state === 'running' && !target.followed) return;
	// Safe: as in endServing.
	await endServer(session.source, placesOf(session).source.staging);
};

/** Notes which life runs on the target, so that a recovery takes none that was started afresh for the one that was moved. */
export const noteFollowing = async (session: Session): Promise<void> => {
	if (session.following === undefined) return;
	await noteLife(session.target, targetPlace(session), placesOf(session).target.staging);
};

/** Ends the container on the source, where post-copy kept it: the target runs it, verified, with all of its memory. */
export const endKept = async (session: Session): Promise<void> => {
	if (session.plan?.method !== 'post-copy') return;
	const { source, target } = await whereabouts(session);
	const gone = source.state === 'stopped' || source.state === 'undefined';
	if (gone) return;
	const refuse = (why: string) => new FerryError({ what: 'The source was not given up', why });
	if (source.state !== 'frozen') throw refuse(`On ${session.source.name} it is ${source.state}.`);
	if (!target.followed) throw refuse(`What runs on ${session.target.name} is not what was moved there.`);
	const detail = `${session.source.name} ends its frozen processes`;
	emit(session, { type: 'intent', act: 'give-up-source', detail }, true);
	// Safe: the target was seen a moment ago to run it, in the life that was moved, with all of its memory.
	await endFrozen(session.source, placesOf(session).source.staging);
	// Of what is left of it LXC's monitor has to take note.
	await session.source.run(killCommand(sourcePlace(session)), { root: true, timeoutMs: 60_000 });
	const { state } = await seenOnSource(session);
	if (state !== 'stopped' && state !== 'undefined')
		throw refuse(`On ${session.source.name} it is ${state}, although its processes were ended.`);
};
