import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../source/engine/recovery.ts';
import type { Seen } from '../../source/engine/where.ts';

const past = { gaveUp: false, transferred: true, committing: false };
const seen = (state: Seen['state'], image = false): Seen => ({ state, image });

test.each([
	['the source runs it', seen('running'), seen('stopped'), 'resume', { from: 'undo' }],
	[
		'CRIU still holds what was never let go on the target',
		seen('running'),
		seen('held', true),
		'rollback',
		{ from: 'undo' },
	],
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

test.each([
	['the source', { ...seen('held', true), pid: 77 }, seen('undefined'), past],
	['the target, which was let go', seen('stopped', true), { ...seen('held'), pid: 77 }, past],
	[
		'the target, and the source runs',
		seen('running'),
		{ ...seen('held'), pid: 77 },
		{ ...past, gaveUp: true },
	],
] as const)('nothing is thawed or ended under a CRIU that works on %s', (_, source, target, so) => {
	for (const wish of ['resume', 'rollback'] as const)
		expect(decide({ source, target }, wish, so)).toEqual({
			refused: expect.stringContaining('kill -KILL 77'),
		});
});

test('why a host is not seen is told', () => {
	const silent = { ...seen('unreachable'), why: 'lxc-info took too long' };
	expect(decide({ source: silent, target: seen('stopped', true) }, 'rollback', past)).toEqual({
		refused: expect.stringContaining('lxc-info took too long'),
	});
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
				expect(source.state).not.toBe('held');
				if (source.state === 'running') expect(decision.from).toBe('undo');
				else expect(target.state).not.toBe('held');
				if (decision.from === 'again') expect(target.image).toBe(true);
				if (decision.from === 'back')
					expect(source.image || target.image || target.state === 'running' || target.state === 'held').toBe(
						true,
					);
			},
		),
	);
});
