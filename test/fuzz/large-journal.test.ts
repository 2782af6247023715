// A journal of a size that nobody expects is read in bounded memory, and what is good in it is found.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readView } from '../../source/engine/journal.ts';

const megabyte = 1024 * 1024;
const endless = 1024 * megabyte;
/** Lines take room on the disk, unlike a hole: ten times as many would be read in ten times the time. */
const manyLines = 100 * megabyte;
const line = (seq: number, fields: object) =>
	`${JSON.stringify({ v: 1, seq, at: '2026-11-23T18:00:00.000Z', migration: '20261123-180000-c-0000', ...fields })}\n`;
const started = line(1, {
	type: 'started',
	container: 'c',
	source: 'localhost',
	target: 'beta',
	versions: {},
	options: { source: 'localhost', target: 'beta' },
});
const finished = line(9, { type: 'finished', outcome: 'migrated', exit: 0, totalMs: 1, bytes: 2 });

let dir = '';
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-large-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Reads it, and gives its outcome and by how much the memory grew at most while it was read. */
const read = async (path: string): Promise<{ outcome: string | undefined; grown: number }> => {
	const before = process.memoryUsage().rss;
	let most = before;
	const watch = setInterval(() => {
		most = Math.max(most, process.memoryUsage().rss);
	}, 10);
	const { outcome } = await readView(path);
	clearInterval(watch);
	return { outcome, grown: most - before };
};

test('one endless line of a gigabyte between two good ones', async () => {
	const path = join(dir, 'journal.ndjson');
	const fd = openSync(path, 'w');
	writeSync(fd, started);
	ftruncateSync(fd, endless);
	writeSync(fd, `\n${finished}`, endless);
	closeSync(fd);
	expect(statSync(path).size).toBeGreaterThan(endless);
	const { outcome, grown } = await read(path);
	expect(outcome).toBe('migrated');
	expect(grown).toBeLessThan(150 * megabyte);
}, 30_000);

test('more log lines than anybody wants', async () => {
	const path = join(dir, 'journal.ndjson');
	const fd = openSync(path, 'w');
	writeSync(fd, started);
	const block = line(2, { type: 'log', host: 'alpha', line: 'x'.repeat(900) }).repeat(1000);
	for (let written = 0; written < manyLines; written += block.length) writeSync(fd, block);
	writeSync(fd, finished);
	closeSync(fd);
	const { outcome, grown } = await read(path);
	expect(outcome).toBe('migrated');
	expect(grown).toBeLessThan(150 * megabyte);
}, 30_000);
