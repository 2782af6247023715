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
The instant before a round began, the device of the tree, and its directories by path with their inode: a directory that
was moved here keeps its old children.
*/
export type RoundMark = { round: number; device: string; directories: ReadonlyMap<string, string> };

/** Network file systems have clocks of their own; there the full comparison is used. */
const markScript = `case $(stat -f -c %T -- "$1") in nfs*|cifs|smb*|fuse*|ceph|v9fs) exit 3 ;; esac
: >"$2/round-$3" || exit 1
sync -f "$1" || exit 1
cd "$1" && find . -xdev -type d -printf '%D %i %P\\0' -fprintf "$2/directories-$3" '%p\\0'
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
	const directories = new Map<string, string>();
	let device = '';
	for (const entry of stdout.split('\0').slice(0, -1)) {
		const [on = '', inode = ''] = entry.split(' ', 2);
		const path = entry.slice(on.length + inode.length + 2);
		if (path === '') device = on;
		directories.set(path, inode);
	}
	return { round, device, directories };
};

type Change = { device: string; kind: string; inode: string; path: string };

/** What find(1) printed, one entry after the other; all their paths begin with `./`. */
const parseChanges = (text: string): Change[] =>
	text
		.split('\0')
		.slice(0, -1)
		.map((entry) => {
			const [device = '', kind = '', inode = ''] = entry.split(' ', 3);
			const path = entry.slice(device.length + kind.length + inode.length + 3);
			return { device, kind, inode, path: path.slice(2) };
		});

const printed = '%D %y %i %p\\0';

/**
Waits for a word: all that can be started before the blackout is. The directories are shared out among the processors,
each is looked at without what is below it: a walk of 100,000 files is otherwise the longest part of a blackout. One
that is gone by now changed what it was in.
*/
const listScript = `cd "$1" || exit 1
LC_ALL=C all=$2/directories-$3 since=$2/round-$3 found=$2/found-$3
export LC_ALL since found
processors=$(nproc) && [ "$processors" -le 8 ] || processors=8
share=$(($(tr -dc '\\0' <"$all" | wc -c) / processors / 2 + 1))
[ "$share" -le 4000 ] || share=4000
rm -rf "$found" && mkdir "$found" || exit 1
read -r word || exit 1
find . -maxdepth 0 -cnewer "$since" -printf '${printed.replace('%p', './')}' || exit 1
xargs -0 -a "$all" -P "$processors" -n "$share" sh -c '
	find "$@" -mindepth 1 -maxdepth 1 -cnewer "$since" -printf "${printed}" >"$found/$$" 2>"$found/$$.errors" ||
		{ [ -s "$found/$$.errors" ] && ! grep -Eqv ": (No such file or|Not a) directory$" "$found/$$.errors"; }
' find || exit 1
rm -f "$found"/*.errors
cat "$found"/*
`;

/** All below directories that were moved here: their own change times are old. */
const belowScript = `cd "$1" && shift && find "$@" -xdev -printf '${printed}'`;

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

/**
Without what is on another device, and without what was reached through something else that now has a directory's name:
a link there leads out of the tree.
*/
const inPlace = (found: readonly Change[], since: RoundMark): Change[] => {
	const replaced = new Set(
		found
			.filter(({ kind, inode, path }) => kind !== 'd' || since.directories.get(path) !== inode)
			.map(({ path }) => path),
	);
	const throughReplaced = (path: string): boolean => {
		for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
			if (replaced.has(path.slice(0, slash))) return true;
		return false;
	};
	return found.filter(({ device, path }) => device === since.device && !throughReplaced(path));
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
	return parseChanges(stdout);
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
			const changes = inPlace(parseChanges(listed), since);
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
