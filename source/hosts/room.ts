import { FerryError } from '../model/error.ts';
import { bytes } from '../model/text.ts';
import type { Host } from './host.ts';

/** Scripts, logs, and what CRIU writes beside the memory. */
const spare = 16 * 1024 * 1024;

const reserveScript = `LC_ALL=C fallocate -l "$2" "$1/room"`;

/**
Takes the room for an image on the disk before anything is frozen: a disk that fills up meanwhile can't take it away.
File systems that can't reserve (fallocate(2), EOPNOTSUPP) are left to the check that was made of their free space.
*/
export const reserveRoom = async (host: Host, staging: string, memory: number): Promise<void> => {
	const size = memory + spare;
	const argv = ['/bin/sh', '-s', '--', staging, String(size)];
	const { exit, stderr } = await host.run(argv, { root: true, input: reserveScript, timeoutMs: 60_000 });
	if (exit === 0 || !stderr.includes('No space left')) return;
	throw new FerryError({
		what: `There is no room for the memory image on ${host.name}`,
		why: `${bytes(size)} could not be reserved in ${staging}.`,
		next: ['Free some there, then try again.'],
	});
};

/** Gives the room back, for the image itself. */
export const freeRoom = async (host: Host, staging: string): Promise<void> => {
	await host.run(['rm', '-f', '--', `${staging}/room`], { root: true, timeoutMs: 30_000 });
};
