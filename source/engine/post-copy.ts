import { readTail } from '../hosts/files.ts';
import { freeLoopbackPort, type LazyPages, lazyDumpConfig, startLazyPages } from '../hosts/lazy-pages.ts';
import { killCommand } from '../hosts/lxc.ts';
import { loopback } from '../hosts/page-server.ts';
import { openTunnel, type Tunnel } from '../hosts/tunnel.ts';
import { FerryError } from '../model/error.ts';
import { criuFailure } from './criu-failure.ts';
import { limits, untilAborted, within, withinSilence } from './limits.ts';
import { emit, placesOf, type Session, sourcePlace } from './session.ts';
import { seenOnSource } from './where.ts';

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
	/** When memory last arrived. */
	cameMs?: number;
};

/** Reports the memory as it arrives, with the rate since the last report. */
const meter = (session: Session) => {
	const total = session.facts?.container.memory;
	let before = { bytes: 0, ms: Date.now() };
	return (bytes: number): void => {
		const ms = Date.now();
		if (bytes <= before.bytes) return;
		session.bytes += bytes - before.bytes;
		const rate = Math.round(((bytes - before.bytes) * 1000) / Math.max(1, ms - before.ms));
		before = { bytes, ms };
		if (session.following !== undefined) session.following.cameMs = ms;
		if (session.unfrozenMs === undefined) return;
		emit(session, {
			type: 'stage',
			name: 'verify',
			phase: 'progress',
			bytes,
			rate,
			...(total === undefined ? {} : { total: Math.max(total, bytes) }),
		});
	};
};

/** Opens the way, from loopback to loopback through ssh, while the container still runs. */
export const openFollowing = async (session: Session): Promise<Following> => {
	const { source, target } = session;
	const port = await freeLoopbackPort(source);
	const tunnel = await openTunnel(target, source, port);
	const { staging } = placesOf(session).target;
	const starting = startLazyPages(target, staging, tunnel.port, meter(session));
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

/** Resolves when the target has every page. */
export const memoryFollowed = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { following } = session;
	if (following === undefined) return;
	const began = Date.now();
	const exit = await withinSilence(
		untilAborted(following.pages.exited, signal),
		limits.silence,
		() => following.cameMs ?? began,
		'The memory that follows',
	);
	if (exit === 0) return;
	const { staging } = placesOf(session).target;
	const log = await readTail(session.target, `${staging}/image/lazy-pages.log`, 2000).catch(() => undefined);
	throw new FerryError({
		what: 'The memory did not arrive completely on the target',
		why: `CRIU's lazy-pages daemon ended with status ${exit}: the link broke, or one of its ends.`,
		...(log === undefined ? {} : { evidence: log.trim().split('\n').slice(-3) }),
		next: ['It goes on at the source, where it was frozen; leave --method out to copy the memory ahead.'],
	});
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
		why: `Not all of its memory had followed. What runs on ${session.target.name} was left as it is: what touches the missing part waits.`,
	});
};

/** Ends the container on the source, where post-copy kept it: the target runs it, verified, with all of its memory. */
export const endKept = async (session: Session): Promise<void> => {
	if (session.plan?.method !== 'post-copy') return;
	const detail = `${session.source.name} ends its frozen processes`;
	emit(session, { type: 'intent', act: 'give-up-source', detail }, true);
	const before = await seenOnSource(session);
	if (before.state === 'frozen')
		// Safe: see above; only what is still frozen is ended, one that runs was started by somebody.
		await session.source.run(killCommand(sourcePlace(session)), { root: true, timeoutMs: 60_000 });
	const { state } = await seenOnSource(session);
	if (state === 'stopped' || state === 'undefined') return;
	throw new FerryError({
		what: 'The container could not be stopped on the source',
		why: `It runs on ${session.target.name}, verified, and on ${session.source.name} it is ${state}.`,
	});
};
