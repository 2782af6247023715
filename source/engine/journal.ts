import { closeSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type EventBody, eventVersion, type FerryEvent } from '../model/events.ts';
import { folding, type MigrationView } from '../model/fold.ts';
import { jsonLine } from '../model/json-line.ts';
import { isNewer, parseEvent } from '../model/parse-event.ts';
import { appender, type Disk, type Reserve, reserve } from './append.ts';
import { journalPath, migrationsDir } from './state-dir.ts';

const mode = { dir: 0o700, file: 0o600 };

/** A journal being written by the one engine that holds it. */
export type Journal = {
	readonly id: string;
	readonly path: string;
	/** Appends one event; with `durable` it is on disk before this returns, or this throws. */
	write(body: EventBody, durable?: boolean): FerryEvent;
	close(): void;
};

const fsyncDir = (path: string) => {
	const fd = openSync(path, 'r');
	fsyncSync(fd);
	closeSync(fd);
};

/** Makes a directory with its parents, on disk: each name is in the directory above it. */
const makeDir = (path: string) => {
	const first = mkdirSync(path, { recursive: true, mode: mode.dir });
	if (first === undefined) return;
	for (let dir = path; dir.length >= first.length; dir = dirname(dir)) fsyncDir(dirname(dir));
};

/** Many, and nothing is decided by them: on a full disk they are left out, and what is held free is not theirs. */
const isDetail = (body: EventBody): boolean =>
	['command', 'finding', 'log', 'mark'].includes(body.type) ||
	(body.type === 'stage' && body.phase === 'progress');

/** A migration that is being recovered goes on also where nothing can be held free. */
const tryReserve = (path: string, isNew: boolean, disk: Disk | undefined): Reserve | undefined => {
	try {
		return reserve(path, disk);
	} catch (error) {
		if (isNew) throw error;
		return undefined;
	}
};

/**
Opens a journal for appending; creates it, durably, when it is new. `seq` goes on from the last event. Room for what
has to be durable is held free from now on, so that a disk that fills up later does not end a migration; without it a
new one is not begun.
*/
export const openJournal = (id: string, seq = 0, path = journalPath(id), disk?: Disk): Journal => {
	makeDir(dirname(path));
	const held = tryReserve(`${path}.reserve`, seq === 0, disk);
	const fd = openSync(path, 'a', mode.file);
	fsyncDir(dirname(path));
	// An engine that died while writing may have left half a line: ours starts on a line of its own.
	const append = appender(fd, { cut: seq > 0, disk });
	let next = seq;
	let over = false;
	return {
		id,
		path,
		write(body, durable = false) {
			next += 1;
			const at = new Date().toISOString();
			const event = { v: eventVersion, seq: next, at, migration: id, ...body } as FerryEvent;
			try {
				append(jsonLine(event), {
					durable,
					free: () => !isDetail(body) && held?.free() === true,
				});
			} catch (error) {
				// Without its plan a migration could not be recovered.
				if (durable || body.type === 'plan') throw error;
			}
			over = body.type === 'finished';
			return event;
		},
		close() {
			fsyncSync(fd);
			closeSync(fd);
			held?.close();
			if (over) rmSync(`${path}.reserve`, { force: true });
		},
	};
};

/** Small: a reading of every journal there is takes one for each, and they live until the next collection. */
const chunkSize = 64 * 1024;
/** A line longer than this is not one of ours; it is skipped, so that memory stays bounded. */
const longestLine = 1024 * 1024;

/** Reads the complete lines from `offset` on; the offset after them comes with the events. */
export async function* readFrom(
	path: string,
	offset = 0,
): AsyncGenerator<{ event: FerryEvent | undefined; newer: boolean; end: number }> {
	const file = await open(path, 'r');
	try {
		const chunk = Buffer.allocUnsafe(chunkSize);
		let rest = Buffer.alloc(0);
		let skipping = false;
		let position = offset;
		let end = offset;
		for (;;) {
			const { bytesRead } = await file.read(chunk, 0, chunkSize, position);
			if (bytesRead === 0) return;
			position += bytesRead;
			const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
			let start = 0;
			for (let newline = data.indexOf(10); newline !== -1; newline = data.indexOf(10, start)) {
				const line = skipping ? '' : data.toString('utf8', start, newline);
				const event = parseEvent(line);
				const newer = event === undefined && isNewer(line);
				start = newline + 1;
				end = position - (data.length - start);
				skipping = false;
				yield { event, newer, end };
			}
			// Of a line that is skipped nothing is kept.
			const tooLong = skipping || data.length - start > longestLine;
			if (tooLong) skipping = true;
			rest = tooLong ? Buffer.alloc(0) : Buffer.from(data.subarray(start));
		}
	} finally {
		await file.close();
	}
}

/** All events of a journal; lines that are not events (cut, corrupt, too long) are passed over. */
export async function* readJournal(path: string): AsyncGenerator<FerryEvent> {
	for await (const { event } of readFrom(path)) if (event !== undefined) yield event;
}

/** The number of the last event; 0 if there is none. */
export const lastSeq = async (path: string): Promise<number> => {
	let seq = 0;
	for await (const event of readJournal(path)) seq = event.seq;
	return seq;
};

/** The view of a journal, folded while it is read. */
export const readView = async (path: string): Promise<MigrationView> => {
	const { add, addNewer, view } = folding();
	for await (const { event, newer } of readFrom(path)) {
		if (event !== undefined) add(event);
		else if (newer) addNewer();
	}
	return view();
};

/** Whether a text has the form of a migration's id; it is then one file name. */
export const isId = (text: string): boolean => /^\d{8}-\d{6}(\.\d{3})?-[\w.-]+$/.test(text);

/** Ids of all recorded migrations, newest first (ids start with their time). */
export const migrationIds = async (dir = migrationsDir()): Promise<string[]> => {
	const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw error;
	});
	return names.filter(isId).toSorted().toReversed();
};

/** Resolves `last`, a whole id or a unique beginning of one; undefined if there is none. */
export const resolveId = async (wanted: string, dir = migrationsDir()): Promise<string | undefined> => {
	const ids = await migrationIds(dir);
	if (wanted === 'last') return ids[0];
	const found = ids.filter((id) => id === wanted || id.startsWith(wanted));
	return ids.includes(wanted) ? wanted : found.length === 1 ? found[0] : undefined;
};

export const journalSize = async (path: string): Promise<number> => (await stat(path)).size;
