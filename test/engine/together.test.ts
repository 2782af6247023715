import { expect, test } from 'vitest';
import { together } from '../../source/engine/together.ts';

test('gives what all of them give', async () => {
	expect(await together([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
});

test('one that fails is told when the others have ended', async () => {
	const slow = Promise.withResolvers<void>();
	let told = false;
	const work = together([Promise.reject(new Error('first')), slow.promise]).finally(() => {
		told = true;
	});
	work.catch(() => {});
	await new Promise(setImmediate);
	expect(told).toBe(false);
	slow.resolve();
	await expect(work).rejects.toThrow('first');
});
