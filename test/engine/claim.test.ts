import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claim } from '../../source/engine/claim.ts';
import { bootId, startTime } from '../../source/engine/identity.ts';

let dir = '';
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-claim-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (text: string) => writeFileSync(join(dir, 'engine.claim'), text);

test('a free directory is ours, and stays ours', () => {
	expect(claim(dir)).toBe(true);
	expect(claim(dir)).toBe(true);
	expect(readdirSync(dir)).toEqual(['engine.claim']);
});

test('a living process keeps its claim', () => {
	write(`${bootId()} ${process.ppid} ${startTime(process.ppid)}`);
	expect(claim(dir)).toBe(false);
});

test.each([
	['another boot', `00000000-0000-0000-0000-000000000000 ${process.ppid} 1`],
	['a pid used again', `${bootId()} ${process.ppid} 1`],
	['damage', 'what is this'],
])('%s is no claim', (_, text) => {
	write(text);
	expect(claim(dir)).toBe(true);
	expect(readdirSync(dir)).toEqual(['engine.claim']);
});
