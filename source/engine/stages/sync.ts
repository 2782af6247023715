import { markRound, type RoundMark, startSearch, type Tree } from '../../hosts/changes.ts';
import { type Copy, rsyncPatienceMs } from '../../hosts/rsync.ts';
import type { ChangedNames } from '../../model/changed-names.ts';
import { type CopyRound, enough } from '../../model/converge.ts';
import type { Progress } from '../../model/events.ts';
import { duration } from '../../model/format.ts';
import { predictWith, worthCompressing } from '../../model/predict.ts';
import type { StageName } from '../../model/stages.ts';
import { bytes } from '../../model/text.ts';
import { knownOf } from '../checkup.ts';
import { type CopyUnderWay, copyFiles, startCopy } from '../copy.ts';
import { limits, within } from '../limits.ts';
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

/** What is searched for changes; undefined where the root file system is not in the container's directory. */
const treeOf = (session: Session): { tree: Tree; copy: Copy } | undefined => {
	const [copy, ...others] = copies(session);
	if (copy === undefined || others.length > 0) return undefined;
	const root = copy.from.path.replace(/\/$/, '');
	return { tree: { host: session.source, root, staging: placesOf(session).source.staging }, copy };
};

/**
Notes when a round begins, so that the next one need not look at what did not change since; undefined where that can't
be told.
*/
const mark = async (session: Session, round: number, signal: AbortSignal): Promise<RoundMark | undefined> => {
	const tree = treeOf(session)?.tree;
	if (tree === undefined) return undefined;
	const init = session.facts?.container.pid;
	const rootfs = placesOf(session).source.rootfs.slice(tree.root.length + 1);
	const container = init === undefined ? undefined : { init, rootfs };
	return markRound(tree, round, { container, signal });
};

/** Copies what changed; what could have changed without a new time is looked at once more, by content. */
const copyChanged = async (
	session: Session,
	copy: Copy,
	{ names, unsure }: ChangedNames,
	options: { round: number; signal: AbortSignal; running: boolean },
): Promise<Omit<Sent, 'ms'>> => {
	const first = await copyFiles(session, 'sync', { ...copy, only: names }, options);
	if (unsure.length === 0) return first;
	const again = { ...copy, mirror: false, only: unsure, ignoreTimes: true };
	const second = await copyFiles(session, 'sync', again, options);
	return { changedBytes: first.changedBytes, sent: first.sent + second.sent };
};

/** A round while the container runs: the first compares everything, later ones look at what changed. */
const runningRound = async (session: Session, round: number, signal: AbortSignal): Promise<Sent> => {
	const since = session.roundMark;
	session.roundMark = await mark(session, round, signal);
	since?.watch?.stop();
	const options = { round, signal, running: true };
	const place = treeOf(session);
	if (since === undefined || place === undefined) return fullRound(session, 'sync', false, options);
	const began = Date.now();
	const changed = await startSearch(place.tree, since).run({ signal });
	if (changed === undefined) return fullRound(session, 'sync', false, options);
	return { ...(await copyChanged(session, place.copy, changed, options)), ms: Date.now() - began };
};

/** The last round with both its ends running, waiting for the word that the container is frozen. */
export type LastRound = {
	run(signal: AbortSignal): Promise<void>;
	/** Whether something changed after all that it copied. */
	more(): Promise<boolean>;
	stop(): void;
};

/** Has a copy that waits do its work; one that has none is left waiting, to be ended after the blackout. */
const only = async (copy: CopyUnderWay, names: readonly string[]): Promise<void> => {
	if (names.length === 0) return;
	copy.feed(names);
	await copy.done;
};

/**
Starts the last round, while the container still runs. It copies only what changed since the round before it began,
or compares everything where changes can't be told.
*/
export const startLastRound = (session: Session): LastRound => {
	const checksum = session.request.verifyFiles ?? false;
	const place = treeOf(session);
	const since = session.roundMark;
	const everything = async (signal: AbortSignal) => {
		await fullRound(session, 'transfer', checksum, { signal });
	};
	if (checksum || since === undefined || place === undefined)
		return { run: everything, more: async () => false, stop() {} };
	since.watch?.copied();
	const search = startSearch(place.tree, since);
	const copy = startCopy(session, 'transfer', { ...place.copy, only: [] });
	const byContent = { ...place.copy, mirror: false, only: [], ignoreTimes: true };
	const again = startCopy(session, 'transfer', byContent);
	const began = Date.now();
	return {
		async run(signal) {
			const stop = () => {
				search.stop();
				copy.stop();
				again.stop();
			};
			signal.addEventListener('abort', stop);
			const from = Date.now();
			const changed = await within(
				search.run({ frozen: true, signal }),
				limits.search,
				'Looking for changed files',
				stop,
			);
			noteSpan(session, 'files', 'search', from);
			const found = Date.now();
			if (changed === undefined) await everything(signal);
			else {
				await only(copy, changed.names);
				// rsync gives up when it has waited for its --timeout.
				if (Date.now() - began < rsyncPatienceMs / 2) await only(again, changed.unsure);
				else await copyFiles(session, 'transfer', { ...byContent, only: changed.unsure }, { signal });
			}
			signal.removeEventListener('abort', stop);
			noteSpan(session, 'files', 'copy', found);
		},
		more: () => within(search.more(), limits.search, 'Looking for changed files', search.stop),
		stop() {
			search.stop();
			copy.leave();
			again.leave();
		},
	};
};

/** Only a round that moved this much tells what the link can do. */
const telling = 20e6;

/** What the rounds measured, against the longest blackout that is allowed. */
const refuseIfLonger = (session: Session, rounds: readonly Sent[]): void => {
	const { facts, plan, request } = session;
	if (facts === undefined || plan === undefined || request.maxBlackoutMs === undefined) return;
	// With --bwlimit it is rsync's own limit that was measured.
	const large = request.bwlimit === undefined ? rounds.find(({ sent }) => sent > telling) : undefined;
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
