import type { Host } from './host.ts';

/*
Which files changed since a round of the sync began, without comparing those that did not: find(1) reads the inodes of
the source alone, on one side of the link, while rsync would walk both.

Every change of a file, its data or its metadata, sets its change time, and nobody can set that back (inode(7)). Data
written through a shared mapping sets it when the page is first made dirty; a page that was dirty before the round
could be written again without a sign. So the file system is synced first, which makes its pages clean
(msync(2), syncfs(2)).
*/

/**
The instant before a round began, and the directories of the tree by path with their inode: a directory that was moved
here keeps its old children.
*/
export type RoundMark = { round: number; directories: ReadonlyMap<string, string> };

/** Network file systems have clocks of their own; there the full comparison is used. */
const markScript = `case $(stat -f -c %T -- "$1") in nfs*|cifs|smb*|fuse*|ceph|v9fs) exit 3 ;; esac
: >"$2/round-$3" || exit 1
sync -f "$1" || exit 1
cd "$1" && find . -xdev -type d -printf '%i %P\\0'
`;

/** Remembers the instant, and the directories, before a round begins; undefined where changes can't be told. */
export const markRound = async (
	host: Host,
	root: string,
	staging: string,
	round: number,
	signal?: AbortSignal,
): Promise<RoundMark | undefined> => {
	const { exit, stdout } = await host.run(
		['/bin/sh', '-c', markScript, 'mark', root, staging, String(round)],
		{
			root: true,
			timeoutMs: 600_000,
			signal,
		},
	);
	if (exit !== 0) return undefined;
	const entries = stdout.split('\0').slice(0, -1);
	const directories = entries.map((entry): [string, string] => {
		const space = entry.indexOf(' ');
		return [entry.slice(space + 1), entry.slice(0, space)];
	});
	return { round, directories: new Map(directories) };
};

type Change = { kind: string; inode: string; path: string };

const parseChanges = (text: string): Change[] =>
	text
		.split('\0')
		.slice(0, -1)
		.map((entry) => {
			const [kind = '', inode = ''] = entry.split(' ', 2);
			return { kind, inode, path: entry.slice(kind.length + inode.length + 2) };
		});

/** Waits for a word: all that can be started before the blackout is. */
const listScript = `cd "$1" && read -r word && exec find . -xdev -cnewer "$2/round-$3" -printf '%y %i %P\\0'`;

/** All below directories that were moved here: their own change times are old. */
const belowScript = `cd "$1" && shift && find "$@" -xdev -printf '%y %i %p\\0'`;

/** More than this is quicker compared by rsync itself. */
const mostChanges = 20_000;
const mostMoved = 200;

/** A name for rsync's --files-from: with a slash behind it a directory's listing is sent, so that deletions are seen. */
const forRsync = ({ kind, path }: Change): string => {
	if (kind !== 'd') return path;
	return path === '' ? './' : `${path}/`;
};

/** A file is put in place by renaming it, which changes the time of its directory: that is to be set again. */
const withParents = (names: readonly string[]): string[] => {
	const all = new Set(names);
	for (const name of names) {
		const path = name.replace(/\/$/, '');
		const slash = path.lastIndexOf('/');
		const parent = slash < 0 ? './' : path.slice(0, slash);
		if (name !== './' && !all.has(`${parent}/`)) all.add(parent);
	}
	return [...all];
};

/** A search for changes that has been started and waits for the word. */
export type Search = {
	/**
	What changed since `markRound`, as names for rsync's --files-from; undefined when a full comparison is the better
	way. File names that are not UTF-8 can't be carried through a string: they too ask for the full comparison.
	*/
	run(signal?: AbortSignal): Promise<string[] | undefined>;
	stop(): void;
};

const below = async (
	host: Host,
	root: string,
	moved: readonly Change[],
	signal: AbortSignal | undefined,
): Promise<Change[] | undefined> => {
	const argv = ['/bin/sh', '-c', belowScript, 'below', root, ...moved.map(({ path }) => `./${path}`)];
	const { exit, stdout } = await host.run(argv, { root: true, timeoutMs: 120_000, signal });
	if (exit !== 0 || stdout.includes('\ufffd')) return undefined;
	return parseChanges(stdout).map((change) => ({ ...change, path: change.path.slice(2) }));
};

export const startSearch = (host: Host, root: string, staging: string, since: RoundMark): Search => {
	const argv = ['/bin/sh', '-c', listScript, 'list', root, staging, String(since.round)];
	const child = host.start(argv, { root: true });
	child.stdin.on('error', () => {});
	child.stderr.resume();
	const text = child.stdout.setEncoding('utf8').toArray();
	text.catch(() => {});
	return {
		async run(signal) {
			child.stdin.end('go\n');
			const [result, parts] = await Promise.all([child, text]);
			const listed = parts.join('');
			if (result.exitCode !== 0 || listed.includes('\ufffd')) return undefined;
			const changes = parseChanges(listed);
			const moved = changes.filter(
				({ kind, path, inode }) => kind === 'd' && path !== '' && since.directories.get(path) !== inode,
			);
			if (changes.length > mostChanges || moved.length > mostMoved) return undefined;
			if (moved.length > 0) {
				const inside = await below(host, root, moved, signal);
				if (inside === undefined) return undefined;
				changes.push(...inside);
			}
			return withParents(changes.map(forRsync));
		},
		stop: () => child.stdin.end(),
	};
};
