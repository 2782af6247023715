import type { Lesson } from '../model/predict.ts';
import { migrationIds, readView } from './journal.ts';
import { journalPath } from './state-dir.ts';

/** Older ones tell of other times. */
const lookedAt = 20;

/**
What earlier migrations between two hosts took, against what was predicted of them, newest first. Those of the same
container tell more than all others: if there are any, only they count.
*/
export const lessonsOf = async (container: string, source: string, target: string): Promise<Lesson[]> => {
	const own: Lesson[] = [];
	const others: Lesson[] = [];
	for (const id of (await migrationIds()).slice(0, lookedAt)) {
		const view = await readView(journalPath(id)).catch(() => undefined);
		const predicted = view?.plan?.predicted;
		if (view?.outcome !== 'migrated' || predicted === undefined || view.blackoutMs === undefined) continue;
		const same = [view.source, view.target].toSorted().join() === [source, target].toSorted().join();
		if (!same) continue;
		const lessons = view.container === container ? own : others;
		lessons.push({ predicted, blackoutMs: view.blackoutMs });
	}
	return own.length > 0 ? own : others;
};
