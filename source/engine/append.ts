import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';

/** What lines are written with; tests give a disk of their own. */
export type Disk = {
	write(fd: number, bytes: Uint8Array, offset: number, length: number): number;
	sync(fd: number): void;
};

const realDisk: Disk = { write: writeSync, sync: fsyncSync };

/** A nearly full disk takes a part of what it is given, and says no more than how much. */
const writeAll = ({ write }: Disk, fd: number, bytes: Uint8Array): void => {
	for (let done = 0; done < bytes.length; ) {
		const count = write(fd, bytes, done, bytes.length - done);
		if (count === 0) throw Object.assign(new Error('nothing more can be written'), { code: 'ENOSPC' });
		done += count;
	}
};

/** Freed piece by piece: whoever filled the disk may take what becomes free before we do. */
const piece = 64 * 1024;
const pieces = 8;

/** Room that is held for the lines that must not be lost. */
export type Reserve = {
	/** Frees a piece; false if none is left. */
	free(): boolean;
	close(): void;
};

/** Takes room beside a journal; throws where there is none. What an earlier engine left of it is filled up again. */
export const reserve = (path: string, disk: Disk = realDisk): Reserve => {
	const fd = openSync(path, 'a', 0o600);
	try {
		// No zeros: a file system that compresses would hold no room for them.
		writeAll(disk, fd, randomBytes(Math.max(0, piece * pieces - fstatSync(fd).size)));
		disk.sync(fd);
		return {
			free() {
				const { size } = fstatSync(fd);
				if (size === 0) return false;
				ftruncateSync(fd, Math.max(0, size - piece));
				// Some file systems reuse what was freed only once that is on disk.
				fsyncSync(fd);
				return true;
			},
			close: () => closeSync(fd),
		};
	} catch (error) {
		closeSync(fd);
		rmSync(path, { force: true });
		throw error;
	}
};

const isFull = (error: unknown): boolean =>
	['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
Appends whole lines to a file. A line that was cut off by an error is ended before the next one, so that only itself
is lost; `cut` says that this was so before.
*/
export const appender = (
	fd: number,
	{ cut: before = false, disk = realDisk }: { cut?: boolean; disk?: Disk | undefined } = {},
) => {
	let cut = before;
	const attempt = (line: string, durable: boolean): void => {
		const bytes = Buffer.from(`${cut ? '\n' : ''}${line}\n`);
		cut = true;
		writeAll(disk, fd, bytes);
		cut = false;
		if (durable) disk.sync(fd);
	};
	return (line: string, { durable = false, free = () => false as boolean } = {}): void => {
		for (;;) {
			try {
				attempt(line, durable);
				return;
			} catch (error) {
				if (!isFull(error) || !free()) throw error;
			}
		}
	};
};
