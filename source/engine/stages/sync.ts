import { markRound, startSearch } from '../../hosts/changes.ts';
import type { Copy } from '../../hosts/rsync.ts';
import type { Progress } from '../../model/events.ts';
import type { StageName } from '../../model/stages.ts';
import { copyFiles, startCopy } from '../copy.ts';
import {
	containerDir,
	emit,
	noteSpan,
	placesOf,
	type Session,
	sourcePlace,
	targetPlace,
} from '../session.ts';

/** Our own files in a container's directory; the configuration is written last, it is what makes it a container. */
export const ownFiles = ['/config', '/config.lxc-ferry-*'];

/** What has to be copied: the container's directory, and its root file system where that is elsewhere. */
export const copies = (session: Session): Copy[] => {
	const places = placesOf(session);
	const dirs = { source: containerDir(sourcePlace(session)), target: containerDir(targetPlace(session)) };
	const copy = (from: string, to: string, exclude: readonly string[]): Copy => ({
		from: { host: session.source, path: `${from}/` },
		to: { host: session.target, path: `${to}/` },
		bwlimit: session.request.bwlimit,
		mirror: true,
		exclude,
	});
	const inside = places.source.rootfs.startsWith(`${dirs.source}/`);
	return [
		copy(dirs.source, dirs.target, ownFiles),
		...(inside ? [] : [copy(places.source.rootfs, places.target.rootfs, [])]),
	];
};

type Round = { changedBytes: number; ms: number };

/** One round over all copies; gives what had changed, and how long it took. */
export const syncRound = async (
	session: Session,
	stage: StageName,
	options: { round?: number; signal?: AbortSignal; running?: boolean },
): Promise<Round> => {
	const total: Round = { changedBytes: 0, ms: 0 };
	for (const copy of copies(session)) {
		const stats = await copyFiles(session, stage, copy, options);
		total.changedBytes += stats.changedBytes;
		total.ms += stats.ms;
	}
	return total;
};

/** Notes when a round begins, so that the last one, in the blackout, need not look at what did not change. */
const mark = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { staging } = placesOf(session).source;
	const [main, ...others] = copies(session);
	session.directories =
		main === undefined || others.length > 0
			? undefined
			: await markRound(session.source, main.from.path, staging, signal);
};

/** The last round with both its ends running, waiting for the word that the container is frozen. */
export type LastRound = { run(signal: AbortSignal): Promise<void>; stop(): void };

/** The last round over everything: contents too if the user asked for that, else by size and time. */
const fullRound = async (session: Session, checksum: boolean, signal: AbortSignal): Promise<void> => {
	for (const copy of copies(session)) await copyFiles(session, 'transfer', { ...copy, checksum }, { signal });
};

/**
Starts the last round, while the container still runs. It copies only what changed since the round before it began,
or compares everything where changes can't be told.
*/
export const startLastRound = (session: Session): LastRound => {
	const checksum = session.request.verifyFiles ?? false;
	const [main] = copies(session);
	const known = session.directories;
	if (checksum || known === undefined || main === undefined)
		return { run: (signal) => fullRound(session, checksum, signal), stop() {} };
	const search = startSearch(session.source, main.from.path, placesOf(session).source.staging);
	const copy = startCopy(session, 'transfer', { ...main, only: [] });
	return {
		async run(signal) {
			signal.addEventListener('abort', copy.stop);
			const from = Date.now();
			const names = await search.run(known, signal);
			noteSpan(session, 'files', 'search', from);
			const found = Date.now();
			copy.feed(names ?? []);
			await copy.done;
			if (names === undefined) await fullRound(session, checksum, signal);
			signal.removeEventListener('abort', copy.stop);
			noteSpan(session, 'files', 'copy', found);
		},
		stop() {
			search.stop();
			copy.feed([]);
		},
	};
};

/** A further round is worth it only while it gets clearly shorter than the one before. */
const converging = 0.7;
/** Rounds end when one took less than this: the next would hardly be shorter. */
const shortMs = 1000;
const mostRounds = 6;

/** Copies the root file system while the container runs, until what changes in a round is small. */
export const sync = async (session: Session, signal: AbortSignal): Promise<Progress> => {
	const sent = session.bytes;
	let before = Number.POSITIVE_INFINITY;
	for (let round = 1; round <= mostRounds; round++) {
		await mark(session, signal);
		const { ms } = await syncRound(session, 'sync', { round, signal, running: true });
		if (ms < shortMs || ms > before * converging) return { bytes: session.bytes - sent, round };
		before = ms;
	}
	emit(session, {
		type: 'log',
		host: session.source.name,
		line: `files still change after ${mostRounds} rounds`,
	});
	return { bytes: session.bytes - sent, round: mostRounds };
};
