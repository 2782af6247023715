// The page of the fault matrix is of this engine, these faults, and these rows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from './lab/faults/digest.ts';
import { heading } from './lab/faults/report.ts';
import { rows } from './lab/faults/rows.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/fault-matrix.md'), 'utf8');
const again = 'it is written by a full run: npm run test:faults';

test('docs/fault-matrix.md was written by this version, of these sources', () => {
	expect(page.slice(0, heading.length), again).toBe(heading);
});

test('a change of any of them makes it stale, their order does not', () => {
	const digest = digestOf(new Map(Object.entries({ 'a.ts': '1', 'b.ts': '2' })));
	expect(digestOf(new Map(Object.entries({ 'b.ts': '2', 'a.ts': '1' })))).toBe(digest);
	for (const other of [
		{ 'a.ts': '1', 'b.ts': '3' },
		{ 'a.ts': '1', 'c.ts': '2' },
		{ 'a.ts': '1' },
		{ 'a.ts': '1b.ts\n1\n2' },
	])
		expect(digestOf(new Map(Object.entries(other)))).not.toBe(digest);
});

test('docs/fault-matrix.md has these rows', () => {
	const written = [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)]
		.map(([, at, fault]) => `${at}: ${fault}`)
		.slice(1);
	expect(written, again).toEqual(rows.map(({ at, fault }) => `${at}: ${fault}`));
});

test('there are at least 80 of them, each said once', () => {
	const titles = rows.map(({ at, fault }) => `${at}: ${fault}`);
	expect(titles.length).toBeGreaterThanOrEqual(80);
	expect(new Set(titles).size).toBe(titles.length);
});
