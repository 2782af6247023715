import { expect, test } from 'vitest';
import { alike, pastOf } from '../../source/engine/lessons.ts';
import { foldAll } from '../../source/model/fold.ts';
import type { Method } from '../../source/model/stages.ts';
import { sampleJournal } from '../screens/sample-journal.ts';

const view = foldAll(sampleJournal('migrated'));
const hosts = { source: 'alpha', target: 'beta' };

test('a migration teaches what was predicted and what was measured, in either direction', () => {
	const past = pastOf(view, hosts);
	expect(past).toMatchObject({ method: 'stream', straight: false, predicted: { blackoutMs: 1200 } });
	expect(past).toMatchObject({ blackoutMs: view.blackoutMs, totalMs: view.totalMs });
	expect(pastOf(view, { source: 'beta', target: 'alpha' })).toEqual(past);
});

test('one that failed, or went elsewhere, teaches nothing', () => {
	expect(pastOf(view, { source: 'alpha', target: 'gamma' })).toBeUndefined();
	expect(pastOf(foldAll(sampleJournal('rolled-back')), hosts)).toBeUndefined();
});

const past = (container: string, method: Method, straight: boolean, blackoutMs: number) => ({
	...{ container, method, straight, blackoutMs },
	predicted: { blackoutMs: 1000, totalMs: 3000 },
});
const all = [
	past('mem1', 'pre-copy', false, 1),
	past('web1', 'stream', false, 2),
	past('web1', 'stream', true, 3),
	past('mem1', 'stream', true, 4),
];
const taught = (container: string, method: Method, pageServer?: string) =>
	alike(all, { container, ...(pageServer === undefined ? {} : { pageServer }) }, method).map(
		({ blackoutMs }) => blackoutMs,
	);

test('only those by the same method teach, and only those whose memory went the same way', () => {
	expect(taught('mem1', 'pre-copy')).toEqual([1]);
	expect(taught('mem1', 'stream')).toEqual([2]);
	expect(taught('mem1', 'stop-and-copy')).toEqual([]);
});

test('those of the same container count alone, if there are any', () => {
	expect(taught('mem1', 'stream', '192.168.50.2')).toEqual([4]);
	expect(taught('count1', 'stream', '192.168.50.2')).toEqual([3, 4]);
});
