import type { MigrationView } from '../../model/fold.ts';
import type { StageView } from '../../model/fold-stage.ts';
import { type StageName, stageNames } from '../../model/stages.ts';

/** The part of a stage that is done, 0 to 1; undefined when its end is not known. */
export const part = ({ state, bytes, total }: StageView): number | undefined => {
	if (state === 'done' || state === 'skipped') return 1;
	if (bytes === undefined || total === undefined || total <= 0) return undefined;
	return Math.min(1, bytes / total);
};

/** The remaining milliseconds of a stage as its last event tells them. */
export const estimate = ({ state, bytes, total, rate, eta }: StageView): number | undefined => {
	if (state !== 'running') return undefined;
	if (eta !== undefined) return eta;
	if (bytes === undefined || total === undefined || rate === undefined || rate <= 0) return undefined;
	return (Math.max(0, total - bytes) / rate) * 1000;
};

/** How much of the way a stage is, for the percentage of the whole: files and memory take nearly all the time. */
const weights: Record<StageName, number> = {
	check: 2,
	prepare: 2,
	sync: 55,
	'pre-copy': 12,
	freeze: 8,
	transfer: 10,
	restore: 7,
	verify: 2,
	commit: 2,
};

/** Percent of the whole way, 100 only when it is over; never less than a moment before. */
export const percent = ({ stages, outcome }: MigrationView): number => {
	if (outcome !== undefined) return 100;
	const done = stageNames.reduce((sum, name) => {
		const stage = stages[name];
		return sum + weights[name] * Math.max(stage.furthest, part(stage) ?? 0);
	}, 0);
	return Math.min(99, Math.floor(done));
};

/** Milliseconds a stage has taken so far. */
export const taken = ({ startedAt, endedAt }: StageView, now: number): number | undefined =>
	startedAt === undefined ? undefined : Math.max(0, (endedAt ?? now) - startedAt);
