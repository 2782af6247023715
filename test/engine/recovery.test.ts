import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../source/engine/recovery.ts';
import type { Seen } from '../../source/engine/where.ts';

const past = { gaveUp: false, transferred: true, committing: false };
const seen = (state: Seen['state'], image = false): Seen => ({ state, image });

test.each([
	['the source runs it', seen('running'), seen('stopped'), 'resume', { from: 'undo' }],
	['CRIU still holds it on the source', seen('held', true), seen('undefined'), 'rollback', { from: 'undo' }],
	['the target runs it', seen('stopped', true), seen('running', true), 'resume', { from: 'forward' }],
	[
		'the target runs it and it shall come back',
		seen('stopped', true),
		seen('running', true),
		'rollback',
		{ from: 'back' },
	],
	['only images are left', seen('stopped', true), seen('stopped', true), 'rollback', { from: 'back' }],
	[
		'only images are left, and it shall go on',
		seen('stopped'),
		seen('stopped', true),
		'resume',
		{ from: 'again' },
	],
	['the image is on the source alone', seen('stopped', true), seen('undefined'), 'resume', { from: 'back' }],
] as const)('%s', (_, source, target, wish, decision) => {
	expect(decide({ source, target }, wish, past)).toEqual(decision);
});

test('two running copies are never decided on', () => {
	expect(decide({ source: seen('running'), target: seen('running') }, 'resume', past)).toHaveProperty(
		'refused',
	);
});

test('a migration that was made known is not rolled back', () => {
	expect(
		decide({ source: seen('stopped'), target: seen('running') }, 'rollback', { ...past, committing: true }),
	).toHaveProperty('refused');
});

test('nothing is restored where something runs', () => {
	const side = fc.record({
		state: fc.constantFrom('running' as const, 'held' as const, 'stopped' as const, 'undefined' as const),
		image: fc.boolean(),
	});
	fc.assert(
		fc.property(
			side,
			side,
			fc.constantFrom('resume' as const, 'rollback' as const),
			fc.boolean(),
			(source, target, wish, committing) => {
				const decision = decide({ source, target }, wish, { ...past, committing });
				if (!('from' in decision)) return;
				const sourceRuns = source.state === 'running' || source.state === 'held';
				if (sourceRuns) expect(decision.from).toBe('undo');
				if (decision.from === 'again') expect(target.image).toBe(true);
				if (decision.from === 'back')
					expect(source.image || target.image || target.state === 'running' || target.state === 'held').toBe(
						true,
					);
			},
		),
	);
});
