import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootId, startTime } from './identity.ts';

const code = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** A process, named so that it can't be mistaken for another of the same pid: boot, pid, start time. */
const self = () => `${bootId()} ${process.pid} ${startTime(process.pid)}`;

const lives = (claim: string): boolean => {
	const [boot, pid, start] = claim.split(' ');
	return boot === bootId() && start !== undefined && startTime(Number(pid)) === start;
};

const read = (path: string): string | undefined => {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch (error) {
		if (code(error) === 'ENOENT') return undefined;
		throw error;
	}
};

/**
Claims a migration's directory for this process: two engines never work on one journal. False if a living one has it.
A dead one's claim is put aside by rename(2), which only one of several can do.
*/
export const claim = (dir: string): boolean => {
	const path = join(dir, 'engine.claim');
	const mine = `${path}.${process.pid}`;
	writeFileSync(mine, `${self()}\n`, { mode: 0o600 });
	try {
		for (;;) {
			try {
				linkSync(mine, path);
				return true;
			} catch (error) {
				if (code(error) !== 'EEXIST') throw error;
			}
			const held = read(path);
			if (held === undefined) continue;
			if (lives(held)) return held === self();
			const aside = `${path}.dead-${process.pid}`;
			try {
				renameSync(path, aside);
			} catch (error) {
				if (code(error) === 'ENOENT') continue;
				throw error;
			}
			// Between reading and renaming somebody may have claimed it anew: give it back then.
			const moved = read(aside);
			if (moved !== undefined && lives(moved)) {
				linkSync(aside, path);
				rmSync(aside);
				return false;
			}
			rmSync(aside, { force: true });
		}
	} finally {
		rmSync(mine, { force: true });
	}
};
