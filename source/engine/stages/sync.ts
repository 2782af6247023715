import { markRound, type RoundMark, startSearch } from '../../hosts/changes.ts';
import type { Copy } from '../../hosts/rsync.ts';
import { type CopyRound, enough } from '../../model/converge.ts';
import type { Progress } from '../../model/events.ts';
import { duration } from '../../model/format.ts';
import { predictWith, worthCompressing } from '../../model/predict.ts';
import type { StageName } from '../../model/stages.ts';
import { bytes } from '../../model/text.ts';
import { knownOf } from '../checkup.ts';
import { copyFiles, startCopy } from '../copy.ts';
import { refuseLonger } from '../longest-blackout.ts';
import {
	containerDir,
	emit,
	noteSpan,
	placesOf,
	type Session,
	sourcePlace,
	targetPlace,
} from '../session.ts';
import { refuseForeign } from '../target-name.ts';

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
		compress: worthCompressing(session.facts?.target.throughput),
		mirror: true,
		exclude,
	});
	const inside = places.source.rootfs.startsWith(`${dirs.source}/`);
	return [
		copy(dirs.source, dirs.target, ownFiles),
		...(inside ? [] : [copy(places.source.rootfs, places.target.rootfs, [])]),
	];
};

/** One round over all of it; gives what had changed, and how long it took. */
const fullRound = async (
	session: Session,
	stage: StageName,
	checksum: boolean,
	options: { round?: number; signal?: AbortSignal; running?: boolean },
): Promise<Sent> => {
	const total: Sent = { changedBytes: 0, sent: 0, ms: 0 };
	for (const copy of copies(session)) {
		const stats = await copyFiles(session, stage, { ...copy, checksum }, options);
		total.changedBytes += stats.changedBytes;
		total.sent += stats.sent;
		total.ms += stats.ms;
	}
	return total;
};

type Sent = CopyRound & { sent: number };

/**
Notes when a round begins, so that the next one need not look at what did not change since; undefined where that can't
be told.
*/
const mark = async (session: Session, round: number, signal: AbortSignal): Promise<RoundMark | undefined> => {
	const { staging } = placesOf(session).source;
	const [main, ...others] = copies(session);
	if (main === undefined || others.length > 0) return undefined;
	return markRound(session.source, main.from.path, staging, round, signal);
};

/** A round while the container runs: the first compares everything, later ones look at what changed. */
const runningRound = async (session: Session, round: number, signal: AbortSignal): Promise<Sent> => {
	const since = session.roundMark;
	const [main] = copies(session);
	session.roundMark = await mark(session, round, signal);
	const options = { round, signal, running: true };
	if (since === undefined || main === undefined) return fullRound(session, 'sync', false, options);
	const began = Date.now();
	const search = startSearch(session.source, main.from.path, placesOf(session).source.staging, since);
	const only = await search.run(signal);
	if (only === undefined) return fullRound(session, 'sync', false, options);
	const stats = await copyFiles(session, 'sync', { ...main, only, mayVanish: true }, options);
	return { ...stats, ms: Date.now() - began };
};

/** The last round with both its ends running, waiting for the word that the container is frozen. */
export type LastRound = { run(signal: AbortSignal): Promise<void>; stop(): void };

/**
Starts the last round, while the container still runs. It copies only what changed since the round before it began,
or compares everything where changes can't be told.
*/
export const startLastRound = (session: Session): LastRound => {
	const checksum = session.request.verifyFiles ?? false;
	const [main] = copies(session);
	const since = session.roundMark;
	const everything = async (signal: AbortSignal) => {
		await fullRound(session, 'transfer', checksum, { signal });
	};
	if (checksum || since === undefined || main === undefined) return { run: everything, stop() {} };
	const search = startSearch(session.source, main.from.path, placesOf(session).source.staging, since);
	const copy = startCopy(session, 'transfer', { ...main, only: [] });
	return {
		async run(signal) {
			signal.addEventListener('abort', copy.stop);
			const from = Date.now();
			const names = await search.run(signal);
			noteSpan(session, 'files', 'search', from);
			const found = Date.now();
			copy.feed(names ?? []);
			await copy.done;
			if (names === undefined) await everything(signal);
			signal.removeEventListener('abort', copy.stop);
			noteSpan(session, 'files', 'copy', found);
		},
		stop() {
			search.stop();
			copy.feed([]);
		},
	};
};

/** Only a round that moved this much tells what the link can do. */
const telling = 20e6;

/** What the rounds measured, against the longest blackout that is allowed. */
const refuseIfLonger = (session: Session, rounds: readonly Sent[]): void => {
	const { facts, plan, request } = session;
	if (facts === undefined || plan === undefined || request.maxBlackoutMs === undefined) return;
	const large = rounds.find(({ sent }) => sent > telling);
	const known = {
		...knownOf(facts, plan.method),
		lastRoundMs: rounds.at(-1)?.ms,
		...(large === undefined ? {} : { throughput: (large.sent * 1000) / large.ms }),
	};
	refuseLonger(
		request,
		predictWith(known, plan.predicted?.factor ?? 1),
		'Measured while the files were copied.',
	);
};

/** Copies the root file system while the container runs, until what changes in a round is small. */
export const sync = async (session: Session, signal: AbortSignal): Promise<Progress> => {
	const sent = session.bytes;
	const rounds: Sent[] = [];
	for (;;) {
		const round = rounds.length + 1;
		await refuseForeign(session, signal);
		rounds.push(await runningRound(session, round, signal));
		const { changedBytes, ms } = rounds.at(-1) as Sent;
		const why = enough(rounds);
		const detail = `round ${round}: ${bytes(changedBytes)} changed, ${duration(ms)}${why === undefined ? '' : `, ${why}`}`;
		emit(session, { type: 'stage', name: 'sync', phase: 'progress', round, detail });
		if (why === undefined) continue;
		refuseIfLonger(session, rounds);
		return { bytes: session.bytes - sent, round, detail };
	}
};
