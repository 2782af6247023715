// The recordings of real migrations that come with the program.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../build.mjs';
import { foldAll } from '../source/model/fold.ts';
import { parseEvent } from '../source/model/parse-event.ts';

const journals = join(import.meta.dirname, 'recorded', 'journals');
let dir = '';

beforeAll(async () => {
	dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-samples-'));
	await bundle(join(dir, 'dist'));
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true }));

const replay = (...words: string[]) => {
	const argv = [join(dir, 'dist', 'cli.js'), 'replay', ...words];
	const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
		encoding: 'utf8',
		env: { HOME: dir, LXC_FERRY_STATE: join(dir, 'state') },
		timeout: 30_000,
	});
	return { status, stdout, stderr };
};

const recordings = [
	['migrated', 'web1 was moved and runs on beta.', 'migrated'],
	['rolled-back', 'Failed and rolled back: count1 runs on alpha again, with its state.', 'rolled-back'],
	['blocked', 'Not started: raw1 was not touched, nothing was changed.', 'not-started'],
] as const;

test('there is one of each kind, and none is large', () => {
	const files = readdirSync(journals);
	expect(files.toSorted()).toEqual(recordings.map(([name]) => `${name}.ndjson`).toSorted());
	for (const file of files) expect(statSync(join(journals, file)).size).toBeLessThan(300_000);
});

describe.each(recordings)('%s', (name, ending, outcome) => {
	test('is told to its end by the plain report', () => {
		const { status, stdout, stderr } = replay('--sample', name);
		expect(stderr).toBe('');
		expect(stdout).toContain(ending);
		expect(status).toBe(0);
	});

	test('gives its events with --json', () => {
		const { stdout } = replay('--sample', name, '--json');
		const events = stdout
			.trimEnd()
			.split('\n')
			.map((line) => parseEvent(line));
		expect(events).not.toContain(undefined);
		expect(foldAll(events.filter((event) => event !== undefined)).outcome).toBe(outcome);
	});
});

test.each([[['--sample']], [['--sample', 'moved']], [[]]])('%j tells which there are', (words) => {
	const { status, stderr } = replay(...words);
	expect(status).toBe(2);
	for (const [name] of recordings) expect(stderr).toContain(name);
});
