// The page of the fault matrix is of this version, and of these rows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { heading } from './lab/faults/report.ts';
import { rows } from './lab/faults/rows.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/fault-matrix.md'), 'utf8');
const again = 'it is written by a full run: npm run test:faults';

test('docs/fault-matrix.md was written by this version', () => {
	expect(page.startsWith(heading), again).toBe(true);
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
