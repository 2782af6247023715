import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../source/engine/recovery.ts';
import type { Seen } from '../../source/engine/where.ts';

const past = { letGo: false, transferred: true, committing: false };
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
		{ ...past, letGo: true },
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

describe('a container that post-copy keeps frozen on the source', () => {
	const running = seen('running');
	const letGo = { ...past, letGo: true };

	test.each([
		['runs on where nothing was let go', seen('stopped'), 'resume', past, 'undo'],
		['runs on where the target has ended', seen('stopped'), 'resume', letGo, 'back'],
		['runs on where the target lacks memory', running, 'resume', letGo, 'back'],
		['is given up for a target that has all', { ...running, followed: true }, 'resume', letGo, 'forward'],
		['comes back from there all the same', { ...running, followed: true }, 'rollback', letGo, 'back'],
	] as const)('%s', (_, target, wish, so, from) => {
		expect(decide({ source: seen('frozen'), target }, wish, so)).toEqual({ from });
	});

	test('of which the source has lost its part is not called migrated, and not ended', () => {
		const so = { ...letGo, follows: true };
		for (const wish of ['resume', 'rollback'] as const) {
			expect(decide({ source: seen('stopped'), target: running }, wish, so)).toEqual({
				refused: expect.stringContaining('not all of its memory had followed'),
			});
		}
		const target = { ...running, followed: true };
		expect(decide({ source: seen('stopped'), target }, 'resume', so)).toEqual({ from: 'forward' });
		expect(decide({ source: seen('stopped'), target }, 'rollback', so)).toHaveProperty('refused');
	});

	test.each([
		['the target does not answer', seen('unreachable'), 'resume', letGo],
		['CRIU is still at work there', { ...seen('held'), pid: 7 }, 'rollback', letGo],
		[
			'its new place was made known',
			{ ...running, followed: true },
			'rollback',
			{ ...letGo, committing: true },
		],
	] as const)('stays as it is where %s', (_, target, wish, so) => {
		expect(decide({ source: seen('frozen'), target }, wish, so)).toHaveProperty('refused');
	});
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
