import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal, readView } from '../../source/engine/journal.ts';
import { newerError } from '../../source/engine/newer.ts';
import { resume, rollback } from '../../source/engine/recovery.ts';
import { journalPath } from '../../source/engine/state-dir.ts';
import { emptyView } from '../../source/model/fold.ts';

const id = '20260101-000000-web1-0000';
const state = process.env['LXC_FERRY_STATE'];
let dir = '';

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-newer-'));
	process.env['LXC_FERRY_STATE'] = dir;
});

afterEach(() => {
	if (state === undefined) delete process.env['LXC_FERRY_STATE'];
	else process.env['LXC_FERRY_STATE'] = state;
	rmSync(dir, { recursive: true });
});

test('what this version can read is no reason to refuse', () => {
	expect(newerError(emptyView())).toBeUndefined();
});

test('a journal with lines of a newer version is read, and not gone on with', async () => {
	const journal = openJournal(id);
	journal.write({ type: 'frozen', host: 'alpha' });
	journal.close();
	const path = journalPath(id);
	const later = readFileSync(path, 'utf8').replace('"v":1', '"v":2');
	appendFileSync(path, `${later}{"v":2,"cut`);
	expect(await readView(path)).toMatchObject({ events: 1, newer: 1 });
	for (const go of [resume, rollback])
		await expect(go(id)).rejects.toMatchObject({
			explanation: { what: expect.stringContaining('a newer lxc-ferry') },
		});
});
