import { startSearch } from '../hosts/changes.ts';
import { rsyncPatienceMs } from '../hosts/rsync.ts';
import { type CopyUnderWay, copyFiles, startCopy } from './copy.ts';
import { limits, untilAborted, within } from './limits.ts';
import { fullRound, treeOf } from './rounds.ts';
import { noteSpan, type Session } from './session.ts';

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
				untilAborted(search.run({ frozen: true, signal }), signal),
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
				const waits = Date.now() - began < rsyncPatienceMs / 2;
				if (waits || changed.unsure.length === 0) await only(again, changed.unsure);
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
