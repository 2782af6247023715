/** A file, directory or other inode that changed; `kind` is find(1)'s letter for its type, `path` below the tree. */
export type Change = { device: string; kind: string; inode: string; path: string };

/** What is printed of a change, as find(1)'s -printf has it; all paths begin with `./`. */
export const changeFormat = '%D %y %i %p\\0';

/** Reads entries in the form of `changeFormat`, one after the other. */
export const parseChanges = (text: string): Change[] =>
	text
		.split('\0')
		.slice(0, -1)
		.map((entry) => {
			const [device = '', kind = '', inode = ''] = entry.split(' ', 3);
			const path = entry.slice(device.length + kind.length + inode.length + 3);
			return { device, kind, inode, path: path.slice(2) };
		});

/** The directories of a tree at an instant: the tree's device, and each directory's path and inode. */
export type Directories = { device: string; inodes: ReadonlyMap<string, string> };

/** Reads what find(1) prints by `-printf '%D %i %P\0'` of the directories below the tree. */
export const parseDirectories = (text: string): Directories => {
	const inodes = new Map<string, string>();
	let device = '';
	for (const entry of text.split('\0').slice(0, -1)) {
		const [on = '', inode = ''] = entry.split(' ', 2);
		const path = entry.slice(on.length + inode.length + 2);
		if (path === '') device = on;
		inodes.set(path, inode);
	}
	return { device, inodes };
};

/**
Without what is on another device, and without what was reached through something else that now has a directory's name:
a link there leads out of the tree.
*/
export const inPlace = (found: readonly Change[], since: Directories): Change[] => {
	const replaced = new Set(
		found
			.filter(({ kind, inode, path }) => kind !== 'd' || since.inodes.get(path) !== inode)
			.map(({ path }) => path),
	);
	const throughReplaced = (path: string): boolean => {
		for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
			if (replaced.has(path.slice(0, slash))) return true;
		return false;
	};
	return found.filter(({ device, path }) => device === since.device && !throughReplaced(path));
};

/** Directories that were made or moved since: what is below them may have old change times. */
export const newDirectories = (changes: readonly Change[], since: Directories): Change[] =>
	changes.filter(({ kind, path, inode }) => kind === 'd' && path !== '' && since.inodes.get(path) !== inode);

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

/** What a round copies, as names for rsync's --files-from. */
export type ChangedNames = {
	names: string[];
	/**
	Files whose size and time may be the same although their content is not: a page that was written through a shared
	mapping, copied, and written again before the kernel cleaned it sets no new time (file_update_time, mm/memory.c,
	is called when a clean page is made writable). They are to be compared by content; with the directories they are in.
	*/
	unsure: string[];
};

export const changedNames = (changes: readonly Change[], unsure: readonly Change[]): ChangedNames => ({
	names: withParents(changes.map(forRsync)),
	unsure: withParents(unsure.filter(({ kind }) => kind === 'f').map(({ path }) => path)),
});
