import type { Host } from './host.ts';

/*
Where the rounds of pre-copy lie, beside the final image, alike on both hosts:
	pre-1   pre-2/parent → ../pre-1   …   image/parent → ../pre-N
CRIU follows the links: at a dump to leave out what did not change, in the page server to tell the dump what it has,
at a restore to find the pages (criu/image.c, CR_PARENT_LINK).
*/
export const preImage = (round: number): string => `pre-${round}`;

/** What `--prev-images-dir` takes: relative to the image directory, so that it holds on every host. */
export const previousImage = (round: number): string => `../${preImage(round)}`;

const makeScript = `umask 077
cd "$1" && mkdir "$2" && { [ -z "$3" ] || ln -s "$3" "$2/parent"; }
`;

/** Makes the directory of a round; the target's is linked to its parent, on the source CRIU links it itself. */
export const makePreImage = async (
	host: Host,
	staging: string,
	round: number,
	linked: boolean,
	signal: AbortSignal,
): Promise<void> => {
	const parent = linked && round > 1 ? previousImage(round - 1) : '';
	const argv = ['/bin/sh', '-c', makeScript, 'make', staging, preImage(round), parent];
	const { exit, stderr } = await host.run(argv, { root: true, timeoutMs: 30_000, signal });
	if (exit !== 0) throw new Error(`${staging}/${preImage(round)} can't be made: ${stderr.trim()}`);
};

/** Takes all rounds away again; `staging` is one of our own (hosts/staging.ts). */
export const removePreImages = async (host: Host, staging: string): Promise<void> => {
	const argv = [
		'find',
		staging,
		'-maxdepth',
		'1',
		'-name',
		'pre-[0-9]*',
		'-exec',
		'rm',
		'-rf',
		'--',
		'{}',
		'+',
	];
	await host.run(argv, { root: true, timeoutMs: 120_000 });
};

/** Links the final image to the last round, for the page server that receives the rest of the memory. */
export const linkImage = async (host: Host, staging: string, rounds: number): Promise<void> => {
	const argv = ['ln', '-sfn', '--', previousImage(rounds), `${staging}/image/parent`];
	const { exit, stderr } = await host.run(argv, { root: true, timeoutMs: 30_000 });
	if (exit !== 0) throw new Error(`${staging}/image can't be linked: ${stderr.trim()}`);
};

/** Writes a round's files to disk; gives whether that worked. */
export const syncPreImage = async (host: Host, staging: string, round: number): Promise<boolean> => {
	const argv = ['/bin/sh', '-c', 'cd "$1" && sync ./* .', 'sync', `${staging}/${preImage(round)}`];
	// As long as check.sh may take for the whole image: a disk that takes longer than that is of no use to a blackout.
	const { exit } = await host.run(argv, { root: true, timeoutMs: 600_000 });
	return exit === 0;
};

/** The rounds that lie on a host, with the image itself. */
export const imageDirs = async (host: Host, staging: string): Promise<string[]> => {
	const argv = ['find', staging, '-maxdepth', '1', '-type', 'd', '-name', 'pre-[0-9]*', '-printf', '%f\\n'];
	const { stdout } = await host.run(argv, { root: true, timeoutMs: 30_000 });
	return ['image', ...stdout.split('\n').filter((name) => /^pre-\d+$/.test(name))];
};
