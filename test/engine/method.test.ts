import { expect, test } from 'vitest';
import { chooseMethod } from '../../source/engine/method.ts';
import { FerryError } from '../../source/model/error.ts';
import type { Facts } from '../../source/model/facts.ts';

const request = { container: 'mem1', source: 'alpha', target: 'beta' };

const facts = ({
	tracks = true as boolean | undefined,
	memory = 400e6 as number | undefined,
	free = 1e12,
} = {}) =>
	({
		source: { name: 'alpha', criuFeatures: { mem_dirty_track: tracks } },
		target: { name: 'beta', criuFeatures: {}, free: { staging: free } },
		container: { memory },
	}) as unknown as Facts;

test.each([
	['memory is copied ahead where the source tracks it', facts(), 'pre-copy', /400 MB/],
	['not where it does not', facts({ tracks: false }), 'stream', /alpha does not track changed memory/],
	[
		'not where nobody knows',
		{ ...facts(), source: { name: 'alpha', criuFeatures: {} } } as Facts,
		'stream',
		/alpha/,
	],
	['not for little memory', facts({ memory: 40e6 }), 'stream', /40\.0 MB of memory are sent faster/],
	['hardly any goes with the image', facts({ memory: 5e6 }), 'stop-and-copy', /5\.0 MB/],
	['not when it was not measured', { ...facts(), container: {} } as Facts, 'stream', /could not be measured/],
	['not when the disk has no room for rounds', facts({ free: 500e6 }), 'stream', /disk of beta/],
] as const)('auto: %s', (_, known, method, reason) => {
	const choice = chooseMethod({ ...request, method: 'auto' }, known);
	expect(choice.method).toBe(method);
	expect(choice.reason).toMatch(reason);
	expect(chooseMethod(request, known)).toEqual(choice);
});

test('what was asked for is done', () => {
	for (const method of ['stop-and-copy', 'stream', 'pre-copy'] as const)
		expect(chooseMethod({ ...request, method }, facts()).method).toBe(method);
});

test('what can not be done is refused with a way out', () => {
	const refused = (known: Facts, method: 'pre-copy' | 'post-copy') => {
		try {
			return chooseMethod({ ...request, method }, known);
		} catch (error) {
			return error instanceof FerryError ? error.explanation : error;
		}
	};
	expect(refused(facts({ tracks: false }), 'pre-copy')).toMatchObject({
		next: [expect.stringContaining('stream')],
	});
	expect(refused(facts(), 'post-copy')).toMatchObject({ why: expect.stringContaining('would be lost') });
});

test('a page server that is named is used, or refused', () => {
	const pageServer = '192.168.50.2';
	expect(
		chooseMethod({ ...request, method: 'auto', pageServer }, facts({ memory: 5e6, tracks: false })).method,
	).toBe('stream');
	expect(() => chooseMethod({ ...request, method: 'stop-and-copy', pageServer }, facts())).toThrow(
		'page server',
	);
});
