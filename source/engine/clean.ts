import { basename } from 'node:path/posix';
import { readTail, writeFile } from '../hosts/files.ts';
import type { Host } from '../hosts/host.ts';
import { ferryDir, migrationOf, removeStaging } from '../hosts/staging.ts';
import { UnreachableError } from '../model/error.ts';
import { movedMark, withoutMark } from '../model/moved-mark.ts';
import { printable } from '../model/text.ts';
import { isOver } from './control.ts';

/** Something that a migration left on a host. */
export type Leftover = {
	kind: 'images' | 'lock' | 'mark';
	path: string;
	/** Bytes on disk; of images only. */
	bytes?: number;
	/** The migration it belongs to. */
	migration: string;
	/** The container of a mark. */
	container?: string;
	/** Its migration is not over: it may be the only copy of a container's memory, or keep it from running twice. */
	needed: boolean;
};

const listScript = `for dir in ${ferryDir}/staging/*/; do
	[ -d "$dir" ] && [ ! -L "\${dir%/}" ] || continue
	printf 'images\\t%s\\t%s\\n' "$(du -sk "$dir" | cut -f 1)" "\${dir%/}"
done
for lock in ${ferryDir}/locks/*; do
	[ -f "$lock" ] || continue
	read -r migration rest <"$lock"
	printf 'lock\\t%s\\t%s\\n' "$migration" "$lock"
done
grep -l '^# lxc-ferry moved this container:' "$1"/*/config 2>/dev/null | while read -r config; do
	printf 'mark\\t\\t%s\\n' "$config"
done
exit 0
`;

const markOf = async (host: Host, path: string): Promise<Leftover | undefined> => {
	const mark = movedMark((await readTail(host, path, 1024 * 1024)) ?? '');
	if (mark === undefined) return undefined;
	return {
		kind: 'mark',
		path,
		migration: mark.id,
		container: basename(path.replace(/\/config$/, '')),
		needed: false,
	};
};

/** Everything that migrations left on a host: images, locks, marks of containers that were moved away. */
export const leftovers = async (host: Host, lxcPath = '/var/lib/lxc'): Promise<Leftover[]> => {
	const { stdout } = await host.run(['/bin/sh', '-s', '--', lxcPath], {
		root: true,
		input: listScript,
		timeoutMs: 60_000,
	});
	const found = stdout.split('\n').map(async (line): Promise<Leftover | undefined> => {
		const [kind, value = '', path = ''] = line.split('\t');
		if (kind === 'mark') return markOf(host, path);
		if (kind === 'lock') return { kind, path, migration: printable(value), needed: !(await isOver(value)) };
		if (kind !== 'images') return undefined;
		const migration = migrationOf(path);
		return {
			kind,
			path,
			bytes: Number(value) * 1024,
			migration: printable(migration),
			needed: !(await isOver(migration)),
		};
	});
	const all = (await Promise.all(found)).filter((leftover) => leftover !== undefined);
	// A migration holds its locks until it is over, whatever this machine's journals know of it.
	const held = new Set(all.flatMap(({ kind, migration }) => (kind === 'lock' ? [migration] : [])));
	return all.map((one) => (one.kind === 'mark' && held.has(one.migration) ? { ...one, needed: true } : one));
};

const remove = async (host: Host, leftover: Leftover): Promise<boolean> => {
	if (leftover.kind === 'images') return removeStaging(host, leftover.path);
	if (leftover.kind === 'lock')
		return (await host.run(['rm', '-f', '--', leftover.path], { root: true, timeoutMs: 30_000 })).exit === 0;
	const config = await readTail(host, leftover.path, 1024 * 1024);
	if (config === undefined) return false;
	await writeFile(host, leftover.path, withoutMark(config));
	return true;
};

/**
Removes one leftover. Safe for images and locks of a migration that is over; the caller asks about all others. Where
the shared connection broke just then it is done again, over a new one: what is gone already does no harm.
*/
export const removeLeftover = (host: Host, leftover: Leftover): Promise<boolean> =>
	remove(host, leftover).catch((error: unknown) => {
		if (error instanceof UnreachableError) return remove(host, leftover);
		throw error;
	});
