import {
	type Change,
	type ChangedNames,
	changedNames,
	changeFormat,
	type Directories,
	inPlace,
	newDirectories,
	parseChanges,
	parseDirectories,
} from '../model/changed-names.ts';
import type { Host } from './host.ts';
import { startWatch, type Watch } from './watch.ts';

/*
Which files changed since a round of the sync began, without comparing those that did not: find(1) reads the inodes of
the source alone, on one side of the link, while rsync would walk both; or the kernel tells them (watch.ts).

Every change of a file, its data or its metadata, sets its change time, and nobody can set that back (inode(7)). Data
written through a shared mapping sets it when the page is first made dirty; a page that was dirty before the round
could be written again without a sign. So the file system is synced first, which makes its pages clean
(msync(2), syncfs(2)).
*/

/** A tree on a host, and the private directory there in which marks are kept. */
export type Tree = { host: Host; root: string; staging: string };

/** The instant before a round began: the directories that there were, and who has watched them since. */
export type RoundMark = { round: number; directories: Directories; watch?: Watch | undefined };

const listDirectories = `find . -xdev -type d -printf '%D %i %P\\0'`;

/**
Network file systems have clocks of their own; there the full comparison is used. Where change times are whole seconds
the mark lies so much earlier.
*/
const markScript = `case $(stat -f -c %T -- "$1") in nfs*|cifs|smb*|fuse*|ceph|v9fs) exit 3 ;; esac
case $(stat -c %z -- "$1") in *.000000000*) earlier='2 seconds ago' ;; *) earlier=now ;; esac
touch -d "$earlier" "$2/round-$3" || exit 1
sync -f "$1" || exit 1
cd "$1" && ${listDirectories} -fprintf "$2/directories-$3" '%p\\0'
`;

const directoriesOf = async (
	host: Host,
	argv: readonly string[],
	signal: AbortSignal | undefined,
): Promise<Directories | undefined> => {
	const { exit, stdout } = await host.run(argv, { root: true, timeoutMs: 600_000, signal });
	return exit === 0 ? parseDirectories(stdout) : undefined;
};

/**
Remembers the instant, and the directories, before a round begins; undefined where changes can't be told. With
`container` the tree is watched from then on, where that is possible: `init` is the host's pid of the container's init,
`rootfs` its root file system's path below the tree.
*/
export const markRound = async (
	{ host, root, staging }: Tree,
	round: number,
	{
		container,
		signal,
	}: { container?: { init: number; rootfs: string } | undefined; signal?: AbortSignal } = {},
): Promise<RoundMark | undefined> => {
	const mark = ['/bin/sh', '-c', markScript, 'mark', root, staging, String(round)];
	const directories = await directoriesOf(host, mark, signal);
	if (directories === undefined || container === undefined) return directories && { round, directories };
	const watch = await startWatch(host, { root, staging, round, ...container });
	if (watch === undefined) return { round, directories };
	// A directory that was made before the one that it is in was watched: it is taken for new when the time comes.
	const again = ['/bin/sh', '-c', `cd "$1" && ${listDirectories}`, 'list', root];
	const now = await directoriesOf(host, again, signal);
	const late = [...(now?.inodes ?? [])].filter(([path, inode]) => directories.inodes.get(path) !== inode);
	if (now === undefined || late.length > mostMoved) {
		watch.stop();
		return { round, directories };
	}
	const { device } = directories;
	watch.add(late.map(([path, inode]) => ({ device, kind: 'd', inode, path })));
	return { round, directories, watch };
};

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
find . -maxdepth 0 -cnewer "$since" -printf '${changeFormat.replace('%p', './')}' || exit 1
xargs -0 -a "$all" -P "$processors" -n "$share" sh -c '
	find "$@" -mindepth 1 -maxdepth 1 -cnewer "$since" -printf "${changeFormat}" >"$found/$$" 2>"$found/$$.errors" ||
		{ [ -s "$found/$$.errors" ] && ! grep -Eqv ": (No such file or|Not a) directory$" "$found/$$.errors"; }
' find || exit 1
rm -f "$found"/*.errors
cat "$found"/*
`;

/** All below directories that were moved here: their own change times are old. */
const belowScript = `cd "$1" && shift && find "$@" -xdev -printf '${changeFormat}'`;

/** More than this is quicker compared by rsync itself. */
const mostChanges = 20_000;
const mostMoved = 200;

const below = async (
	{ host, root }: Tree,
	moved: readonly Change[],
	signal: AbortSignal | undefined,
): Promise<Change[] | undefined> => {
	const argv = ['/bin/sh', '-c', belowScript, 'below', root, ...moved.map(({ path }) => `./${path}`)];
	const { exit, stdout } = await host.run(argv, { root: true, timeoutMs: 120_000, signal });
	if (exit !== 0 || stdout.includes('\ufffd')) return undefined;
	return parseChanges(stdout);
};

const namesOf = async (
	tree: Tree,
	{ directories }: RoundMark,
	found: { changes: readonly Change[]; unsure: readonly Change[] },
	signal: AbortSignal | undefined,
): Promise<ChangedNames | undefined> => {
	const changes = inPlace(found.changes, directories);
	const moved = newDirectories(changes, directories);
	if (changes.length > mostChanges || moved.length > mostMoved) return undefined;
	const inside = moved.length === 0 ? [] : await below(tree, moved, signal);
	if (inside === undefined) return undefined;
	return changedNames([...changes, ...inside], inPlace(found.unsure, directories));
};

/** A search for changes that has been started and waits for the word. */
export type Search = {
	/**
	What changed since `markRound`, as names for rsync's --files-from; undefined when a full comparison is the better
	way. File names that are not UTF-8 can't be carried through a string: they too ask for the full comparison. Of a
	container that is frozen the watch is asked first, if there is one.
	*/
	run(how?: { frozen?: boolean; signal?: AbortSignal }): Promise<ChangedNames | undefined>;
	/** Whether the watch was told of more since it was asked; then another search is to be made. */
	more(): Promise<boolean>;
	stop(): void;
};

/** Starts the search for what changed since the mark; it runs only when it is told to. */
export const startSearch = (tree: Tree, since: RoundMark): Search => {
	const argv = ['/bin/sh', '-c', listScript, 'list', tree.root, tree.staging, String(since.round)];
	const child = tree.host.start(argv, { root: true });
	child.stdin.on('error', () => {});
	child.stderr.resume();
	const text = child.stdout.setEncoding('utf8').toArray();
	text.catch(() => {});
	const { watch } = since;
	let asked = false;
	const searched = async (): Promise<Change[] | undefined> => {
		child.stdin.end('go\n');
		const [result, parts] = await Promise.all([child, text]);
		const listed = parts.join('');
		return result.exitCode !== 0 || listed.includes('\ufffd') ? undefined : parseChanges(listed);
	};
	return {
		async run({ frozen = false, signal } = {}) {
			const told = frozen ? await watch?.changes() : undefined;
			const names = told === undefined ? undefined : await namesOf(tree, since, told, signal);
			asked = names !== undefined;
			if (names !== undefined) {
				child.stdin.end();
				return names;
			}
			const changes = await searched();
			return changes && namesOf(tree, since, { changes, unsure: changes }, signal);
		},
		async more() {
			if (!asked) return false;
			const told = await watch?.changes();
			return told === undefined || told.changes.length > 0;
		},
		stop: () => child.stdin.end(),
	};
};
