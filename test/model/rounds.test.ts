import { expect, test } from 'vitest';
import type { EventOf } from '../../source/model/events.ts';
import { foldStageView, newStage } from '../../source/model/fold-stage.ts';
import { convergence } from '../../source/model/rounds.ts';

type Told = Partial<EventOf<'stage'>>;

const folded = (name: 'sync' | 'pre-copy', ...told: Told[]) =>
	told
		.map((one) => ({ type: 'stage', name, phase: 'progress', ...one }) as EventOf<'stage'>)
		.reduce((stage, event, at) => foldStageView(stage, event, at), newStage());

test('the result of each round of sync is what its sentence tells', () => {
	const first: Told[] = [
		{ phase: 'started' },
		{ round: 1, bytes: 161_000_000, total: 166_000_000 },
		{ round: 1, detail: 'round 1: 162 MB changed, 1.95 s' },
	];
	expect(folded('sync', ...first).rounds).toEqual([{ round: 1, changed: '162 MB' }]);
	const { rounds } = folded(
		'sync',
		...first,
		{ round: 2, bytes: 0, total: 0 },
		{ round: 2, detail: 'round 2: 0 B changed, 0.08 s, short enough' },
		{ phase: 'finished', round: 2, bytes: 46_000_000, detail: 'round 2: 0 B changed, 0.08 s, short enough' },
	);
	expect(rounds).toEqual([
		{ round: 1, changed: '162 MB' },
		{ round: 2, changed: '0 B', why: 'short enough' },
	]);
	expect(convergence(rounds)).toEqual([
		'0 B changed (was 162 MB), short enough',
		'0 B changed (was 162 MB)',
		'0 B changed',
	]);
});

test('of pre-copy, whose progress tells only bytes, the next round or the end tells that one is over', () => {
	const { rounds } = folded(
		'pre-copy',
		{ phase: 'started' },
		{ round: 1, bytes: 80_000_000 },
		{ round: 1, bytes: 160_000_000 },
		{ round: 2, bytes: 1_000_000 },
		{ round: 2, bytes: 1_200_000 },
		{ phase: 'finished', round: 2, bytes: 161_200_000, total: 161_200_000, detail: 'what changes is small' },
	);
	expect(rounds).toEqual([
		{ round: 1, changed: '160 MB' },
		{ round: 2, changed: '1.2 MB' },
	]);
});

test('a name of a file is no result', () => {
	expect(folded('sync', { round: 1, bytes: 5, detail: 'round 1: 1 B changed' }).rounds).toEqual([]);
	expect(folded('sync', { round: 1, detail: 'usr/lib' }).rounds).toEqual([]);
	expect(convergence([])).toEqual([]);
});
