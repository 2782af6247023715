import { markRound, type RoundMark, startSearch } from '../../hosts/changes.ts';
import type { Copy } from '../../hosts/rsync.ts';
import type { ChangedNames } from '../../model/changed-names.ts';
import { enough } from '../../model/converge.ts';
import type { Progress } from '../../model/events.ts';
import { duration } from '../../model/format.ts';
import { predictWith } from '../../model/predict.ts';
import { bytes } from '../../model/text.ts';
import { knownOf } from '../checkup.ts';
import { copyFiles } from '../copy.ts';
import { refuseLonger } from '../longest-blackout.ts';
import { fullRound, type Sent, treeOf } from '../rounds.ts';
import { emit, placesOf, type Session } from '../session.ts';
import { refuseForeign } from '../target-name.ts';

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
