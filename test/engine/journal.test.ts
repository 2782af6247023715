import {
	appendFileSync,
	existsSync,
	fsyncSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Disk } from '../../source/engine/append.ts';
import { follow } from '../../source/engine/follow.ts';
import {
	lastSeq,
	migrationIds,
	openJournal,
	readJournal,
	readView,
	resolveId,
} from '../../source/engine/journal.ts';

let dir = '';
let path = '';

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-journal-'));
	path = join(dir, '20260101-000000-web1-0000', 'journal.ndjson');
});

afterEach(() => rmSync(dir, { recursive: true }));

const all = async () => {
	const events = [];
	for await (const event of readJournal(path)) events.push(event);
	return events;
};

test('what is written is read, numbered from 1', async () => {
	const journal = openJournal('m1', 0, path);
	journal.write({ type: 'frozen', host: 'alpha' });
	journal.write({ type: 'unfrozen', host: 'beta' }, true);
	journal.close();
	expect((await all()).map(({ seq, type }) => [seq, type])).toEqual([
		[1, 'frozen'],
		[2, 'unfrozen'],
	]);
	expect(await lastSeq(path)).toBe(2);
});

test('an engine that goes on after a cut line loses only that line', async () => {
	const first = openJournal('m1', 0, path);
	first.write({ type: 'frozen', host: 'alpha' });
	first.close();
	appendFileSync(path, '{"v":1,"seq":2,"at":"2026-01-01T00:00:00.000Z","migr');
	const second = openJournal('m1', await lastSeq(path), path);
	second.write({ type: 'unfrozen', host: 'beta' });
	second.close();
	expect((await all()).map(({ seq, type }) => [seq, type])).toEqual([
		[1, 'frozen'],
		[2, 'unfrozen'],
	]);
});

/** A disk that has room for so many bytes more; it takes a part of what does not fit, as write(2) does. */
const diskWith = (room: number) => {
	const disk = { room };
	const write: Disk['write'] = (fd, bytes, offset, length) => {
		if (disk.room <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
		const count = writeSync(fd, bytes, offset, Math.min(length, disk.room));
		disk.room -= count;
		return count;
	};
	return { disk, given: { write, sync: fsyncSync } };
};

const line = (text: string) => ({ type: 'log', host: 'alpha', line: text }) as const;

test('the file can be shown on a terminal as it is', async () => {
	const journal = openJournal('m1', 0, path);
	journal.write(line('\u009b2J\u202eabc'));
	journal.close();
	expect(readFileSync(path, 'utf8')).not.toMatch(/[\u0080-\u009f\u202e]/);
	expect(await all()).toMatchObject([{ line: '\u009b2J\u202eabc' }]);
});

test('what a write leaves over is written by the next one', async () => {
	const write: Disk['write'] = (fd, bytes, offset, length) =>
		writeSync(fd, bytes, offset, Math.max(1, Math.floor(length / 2)));
	const journal = openJournal('m1', 0, path, { write, sync: fsyncSync });
	journal.write({ type: 'intent', act: 'freeze', detail: '/s/image' }, true);
	journal.close();
	expect((await all()).map(({ type }) => type)).toEqual(['intent']);
});

test('a full disk costs details, and no more than those', async () => {
	const { disk, given } = diskWith(2_000_000);
	const journal = openJournal('m1', 0, path, given);
	journal.write({ type: 'frozen', host: 'alpha' });
	// Half of a line still fits.
	disk.room = 40;
	journal.write(line('x'.repeat(500)));
	journal.write(line('y'));
	disk.room = 1_000_000;
	journal.write(line('z'));
	journal.close();
	expect((await all()).map(({ seq, type }) => [seq, type])).toEqual([
		[1, 'frozen'],
		[4, 'log'],
	]);
});

test('what must not be lost is written on a full disk, into room that was held for it', async () => {
	const { disk, given } = diskWith(2_000_000);
	const journal = openJournal('m1', 0, path, given);
	const held = statSync(`${path}.reserve`).size;
	disk.room = 10;
	const write: Disk['write'] = (...args) => {
		if (statSync(`${path}.reserve`).size < held) disk.room = 1000;
		return given.write(...args);
	};
	const full = openJournal('m1', 1, path, { ...given, write });
	full.write(line('no room is given up for this'));
	expect(statSync(`${path}.reserve`).size).toBe(held);
	full.write({ type: 'intent', act: 'give-up-source', detail: '/s/image' }, true);
	full.write({ type: 'finished', outcome: 'migrated', totalMs: 1, bytes: 0, exit: 0 }, true);
	full.close();
	journal.close();
	expect((await all()).map(({ type }) => type)).toEqual(['intent', 'finished']);
	expect(existsSync(`${path}.reserve`)).toBe(false);
});

test('a migration is not begun where that room is not to be had; one that is recovered goes on', () => {
	expect(() => openJournal('m1', 0, path, diskWith(1000).given)).toThrow('no space left');
	const { disk, given } = diskWith(1000);
	const journal = openJournal('m1', 5, path, given);
	disk.room = 1000;
	journal.write({ type: 'intent', act: 'restore-source', detail: '/s/image' }, true);
	expect(() =>
		journal.write({ type: 'intent', act: 'restore-source', detail: 'x'.repeat(2000) }, true),
	).toThrow('no space left');
	journal.close();
});

test('damage, another version and lines of megabytes are passed over', async () => {
	const journal = openJournal('m1', 0, path);
	journal.write({ type: 'frozen', host: 'alpha' });
	const good = readFileSync(path, 'utf8');
	journal.close();
	writeFileSync(
		path,
		`\u0000\u0001garbage\n${good}${good.replace('"v":1', '"v":2')}{"v":1}\n[]\n${'x'.repeat(3_000_000)}\n${good}`,
	);
	expect(await all()).toHaveLength(2);
});

test('random bytes never make the reader throw', async () => {
	openJournal('m1', 0, path).close();
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
			writeFileSync(path, bytes);
			await readView(path);
		}),
		{ numRuns: 200 },
	);
});

test('a follower sees what is written later, and ends with the last finished', async () => {
	const journal = openJournal('m1', 0, path);
	journal.write({ type: 'frozen', host: 'alpha' });
	const types: string[] = [];
	const reading = (async () => {
		for await (const event of follow(path)) {
			types.push(event.type);
			if (event.type === 'frozen')
				journal.write({ type: 'finished', outcome: 'migrated', totalMs: 1, bytes: 0, exit: 0 });
		}
	})();
	await reading;
	journal.close();
	expect(types).toEqual(['frozen', 'finished']);
});

test('a follower reads over an earlier end when a recovery went on after it', async () => {
	const journal = openJournal('m1', 0, path);
	journal.write({ type: 'finished', outcome: 'needs-human', totalMs: 1, bytes: 0, exit: 5 });
	journal.write({ type: 'engine', pid: 1, startTime: '1', bootId: 'b' });
	journal.write({ type: 'finished', outcome: 'rolled-back', totalMs: 1, bytes: 0, exit: 4 });
	journal.close();
	const outcomes = [];
	for await (const event of follow(path)) if (event.type === 'finished') outcomes.push(event.outcome);
	expect(outcomes).toEqual(['needs-human', 'rolled-back']);
	const view = await readView(path);
	expect([view.outcome, view.exit]).toEqual(['rolled-back', 4]);
});

test('a follower ends when nobody writes any more', async () => {
	const journal = openJournal('m1', 0, path);
	journal.write({ type: 'frozen', host: 'alpha' });
	journal.close();
	const types = [];
	for await (const event of follow(path, { ended: () => true })) types.push(event.type);
	expect(types).toEqual(['frozen']);
});

test('ids are newest first, and a beginning that only one has is enough', async () => {
	openJournal('a', 0, path).close();
	openJournal('b', 0, join(dir, '20260202-000000-web1-0000', 'journal.ndjson')).close();
	expect(await migrationIds(dir)).toEqual(['20260202-000000-web1-0000', '20260101-000000-web1-0000']);
	expect(await resolveId('last', dir)).toBe('20260202-000000-web1-0000');
	expect(await resolveId('20260101', dir)).toBe('20260101-000000-web1-0000');
	expect(await resolveId('2026', dir)).toBeUndefined();
});
