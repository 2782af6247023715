import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { untilAborted, withinSilence } from '../../source/engine/limits.ts';

test('work that is heard of may take any time', async () => {
	const work = delay(120, 'done');
	expect(await withinSilence(work, 40, () => Date.now(), 'It')).toBe('done');
});

test('work that falls silent is given up, counted from the last sign', async () => {
	const began = Date.now();
	const heard = () => Math.min(Date.now(), began + 60);
	const ended: string[] = [];
	const work = delay(5000, 'late', { ref: false });
	await expect(withinSilence(work, 50, heard, 'It', () => ended.push('it'))).rejects.toThrow(
		'It has stopped',
	);
	expect(ended).toEqual(['it']);
	expect(Date.now() - began).toBeGreaterThanOrEqual(105);
});

test('a cancellation does not wait for what hangs', async () => {
	const controller = new AbortController();
	const waiting = untilAborted(new Promise(() => {}), controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(waiting).rejects.toThrow('cancelled');
	await expect(untilAborted(Promise.reject(new Error('other')), controller.signal)).rejects.toThrow();
	expect(await untilAborted(Promise.resolve('done'), new AbortController().signal)).toBe('done');
});
