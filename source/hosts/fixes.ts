import { merged } from '../model/diff.ts';
import { FerryError } from '../model/error.ts';
import type { Fix } from '../model/finding.ts';
import { printable } from '../model/text.ts';
import { backupsScript, confinedScript } from './fixes-script.ts';
import type { Host } from './host.ts';

/** Where the container's files are: writes below its directory, or below a `rootfs` elsewhere, never leave it. */
export type FixPlace = { name: string; lxcPath?: string; rootfs?: string };

export type Applied = { changed: string[]; already: string[] };

export type Undone = { restored: string[]; kept: { path: string; why: string }[] };

const backupsOf = (name: string): string => `/var/lib/lxc-ferry/fixes/${name}`;

/** The part of a path that is trusted to be what it seems, and the rest, in which no link is followed. */
const split = (path: string, { name, lxcPath, rootfs }: FixPlace): { base: string; rest: string } => {
	const own = lxcPath === undefined ? undefined : `${lxcPath}/${name}`;
	for (const base of [rootfs, own])
		if (base && path.startsWith(`${base}/`)) return { base, rest: path.slice(base.length + 1) };
	const slash = path.lastIndexOf('/');
	return { base: path.slice(0, slash) || '/', rest: path.slice(slash + 1) };
};

const confined = async (
	host: Host,
	act: 'read' | 'write' | 'remove',
	path: string,
	place: FixPlace,
	input?: string,
) => {
	const { base, rest } = split(path, place);
	const result = await host.run(['sh', '-c', confinedScript, 'fix', act, base, rest], {
		root: true,
		timeoutMs: 30_000,
		...(input === undefined ? {} : { input }),
	});
	// 3 is the script's own word for a file that is not there.
	if (result.exit !== 0 && !(result.exit === 3 && act !== 'write'))
		throw new FerryError({
			what: `${printable(path)} could not be ${act === 'read' ? 'read' : 'changed'} on ${host.name}`,
			why: printable(result.stderr).trim() || `The command ended with status ${result.exit}.`,
			next: ['Nothing else was changed. Look at that path, then try again.'],
		});
	return result;
};

/** The file's text, undefined where there is none. */
const read = async (host: Host, path: string, place: FixPlace): Promise<string | undefined> => {
	const { exit, stdout } = await confined(host, 'read', path, place);
	return exit === 3 ? undefined : stdout;
};

/** Writes below our own directory, where every part but the last two exists or is made by us. */
const keep = async (
	host: Host,
	name: string,
	number: string,
	parts: Record<string, string>,
): Promise<void> => {
	for (const [part, text] of Object.entries(parts)) {
		const { exit, stderr } = await host.run(
			[
				'sh',
				'-c',
				'umask 077; mkdir -p -- "$1" && cat >"$1/$2" && sync -- "$1/$2"',
				'keep',
				`${backupsOf(name)}/${number}`,
				part,
			],
			{ root: true, input: text, timeoutMs: 30_000 },
		);
		if (exit !== 0)
			throw new FerryError({
				what: `No backup could be kept on ${host.name}`,
				why: printable(stderr).trim(),
				next: ['Nothing was changed.'],
			});
	}
};

const list = async (host: Host, name: string): Promise<string[]> => {
	const { stdout } = await host.run(['sh', '-c', backupsScript, 'backups', backupsOf(name)], {
		root: true,
		timeoutMs: 30_000,
	});
	return stdout
		.split('\n')
		.filter((line) => line.startsWith(`${backupsOf(name)}/`))
		.toSorted();
};

/** What a file becomes: the text wanted, or the same change made to what it has become meanwhile. */
const wanted = (path: string, before: string | undefined, after: string, now: string | undefined): string => {
	if (now === undefined || now === before || now === after) return after;
	const both = merged(before ?? '', now, after);
	if (both !== undefined) return both;
	throw new FerryError({
		what: `${printable(path)} has changed since it was looked at`,
		why: 'The change shown would overwrite lines that somebody else has changed.',
		next: ['Run the check again, it shows the change for the file as it is now.'],
	});
};

/**
Makes a fix's changes, each with a backup that is on disk first, and written in one step. A file that already is as
wanted is left alone, so applying twice does nothing more. Does not restart anything.
*/
export const applyFix = async (host: Host, fix: Fix, place: FixPlace): Promise<Applied> => {
	const applied: Applied = { changed: [], already: [] };
	let number = (await list(host, place.name)).length;
	for (const { path, before, after } of fix.files ?? []) {
		const now = await read(host, path, place);
		const text = wanted(path, before, after, now);
		if (text === now) {
			applied.already.push(path);
			continue;
		}
		const name = `${new Date().toISOString().replace(/\D/g, '')}-${String(++number).padStart(4, '0')}`;
		// The path last: a backup without it is not counted as one.
		await keep(host, place.name, name, {
			...(now === undefined ? {} : { before: now }),
			after: text,
			place: JSON.stringify(place),
			path,
		});
		await confined(host, 'write', path, place, text);
		applied.changed.push(path);
	}
	return applied;
};

const kept = async (host: Host, path: string): Promise<string | undefined> => {
	const { exit, stdout } = await host.run(['cat', '--', path], { root: true, timeoutMs: 30_000 });
	return exit === 0 ? stdout : undefined;
};

/** The place as it was when the change was made; what can't be read counts for nothing. */
const placeOf = (name: string, saved: string | undefined): FixPlace => {
	try {
		const { lxcPath, rootfs } = JSON.parse(saved ?? '{}') as Partial<Record<keyof FixPlace, unknown>>;
		return {
			name,
			...(typeof lxcPath === 'string' ? { lxcPath } : {}),
			...(typeof rootfs === 'string' ? { rootfs } : {}),
		};
	} catch {
		return { name };
	}
};

/**
Takes back all changes made for a container on a host, newest first. A file that somebody else has changed since is
left as it is, with its backup, and told.
*/
export const undoFixes = async (host: Host, { name }: { name: string }): Promise<Undone> => {
	const undone: Undone = { restored: [], kept: [] };
	for (const backup of (await list(host, name)).toReversed()) {
		const [path, before, after, saved] = await Promise.all(
			['path', 'before', 'after', 'place'].map((part) => kept(host, `${backup}/${part}`)),
		);
		if (path === undefined || after === undefined) continue;
		const place = placeOf(name, saved);
		const now = await read(host, path, place);
		if (now !== after && now !== before) {
			undone.kept.push({ path, why: `it was changed since; what it was is in ${backup}/before` });
			continue;
		}
		if (before === undefined) await confined(host, 'remove', path, place);
		else if (now !== before) await confined(host, 'write', path, place, before);
		await host.run(['rm', '-rf', '--', backup], { root: true, timeoutMs: 30_000 });
		undone.restored.push(path);
	}
	return undone;
};
