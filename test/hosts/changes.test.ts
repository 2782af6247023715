// That the search for changes and the round that copies only those leave nothing behind, whatever was done meanwhile.
import { execFileSync } from 'node:child_process';
import {
	appendFileSync,
	chmodSync,
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markRound, type Search, startSearch } from '../../source/hosts/changes.ts';
import { connect } from '../../source/hosts/connect.ts';
import { type Copy, rsyncCommand } from '../../source/hosts/rsync.ts';
import { watchScript } from '../../source/hosts/watch-script.ts';
import type { ChangedNames } from '../../source/model/changed-names.ts';
import { type Payload, startPayload } from './payload.ts';

const has = (program: string): boolean => {
	try {
		execFileSync(program, ['--version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
};

/** rsync as root, as on the hosts. */
const canRun = process.getuid?.() === 0 && has('rsync');

let top: string;
let payload: Payload;
beforeAll(async () => {
	top = mkdtempSync(join(tmpdir(), 'lxc-ferry-changes-'));
	if (canRun) payload = await startPayload();
});
afterAll(async () => {
	rmSync(top, { recursive: true, force: true });
	if (canRun) await payload.end();
});

/** Every inode of a tree as text: kind, mode, size, content, and with which other names it is shared. */
const manifest = (root: string): string[] => {
	const first = new Map<number, string>();
	const walk = (path: string): string[] => {
		const stat = lstatSync(join(root, path));
		const same = first.get(stat.ino) ?? path;
		first.set(stat.ino, same);
		const kind = stat.isDirectory() ? 'd' : stat.isSymbolicLink() ? 'l' : 'f';
		const content =
			kind === 'f'
				? readFileSync(join(root, path), 'hex')
				: kind === 'l'
					? readlinkSync(join(root, path))
					: '';
		const line = `${path} ${kind} ${stat.mode.toString(8)} ${lstatSync(join(root, path), { bigint: true }).mtimeNs} ${same} ${content}`;
		const below = kind === 'd' ? readdirSync(join(root, path)).toSorted() : [];
		return [line, ...below.flatMap((name) => walk(join(path, name)))];
	};
	return walk('.');
};

const host = await connect('localhost');

const copy = async (
	from: string,
	to: string,
	how: Pick<Copy, 'only' | 'mirror' | 'ignoreTimes'> = { mirror: true },
): Promise<void> => {
	const ends = { from: { host, path: `${from}/` }, to: { host, path: `${to}/` } };
	const { argv } = rsyncCommand({ ...ends, ...how }, []);
	const input = (how.only ?? []).map((name) => `${name}\0`).join('');
	const { exit, stderr } = await host.run(argv, { input });
	expect(stderr).toBe('');
	expect(exit).toBe(0);
};

let trees = 0;

/** By looking at all inodes, or by what the kernel told. */
const hows = ['searched', 'watched'] as const;
type How = (typeof hows)[number];

const begin = async (how: How, { from, staging }: { from: string; staging: string }) => {
	const tree = { host, root: from, staging };
	writeFileSync(join(staging, 'watch.pl'), watchScript);
	const container = how === 'watched' ? { init: payload.init, rootfs: '' } : undefined;
	const mark = await markRound(tree, 1, { container });
	if (mark === undefined) throw new Error('changes can not be told here');
	if (how === 'watched' && mark.watch === undefined) throw new Error('the tree can not be watched here');
	return { mark, search: startSearch(tree, mark) };
};

const found = async (how: How, search: Search): Promise<ChangedNames> => {
	const changed = await search.run({ frozen: how === 'watched' });
	if (changed === undefined) throw new Error('the full comparison was asked for');
	return changed;
};

const copyChanged = async ({ from, to }: { from: string; to: string }, { names, unsure }: ChangedNames) => {
	await copy(from, to, { only: names, mirror: true });
	if (unsure.length > 0) await copy(from, to, { only: unsure, ignoreTimes: true });
};

/** Makes a tree, copies it, changes it, copies what changed; both must be the same then. */
const roundTrip = async (
	how: How,
	make: (root: string) => void,
	change: (root: string) => void,
): Promise<string[]> => {
	const place = join(top, `${++trees}`);
	const [from, to, staging] = [join(place, 'from'), join(place, 'to'), join(place, 'staging')];
	for (const directory of [from, to, staging]) mkdirSync(directory, { recursive: true });
	make(from);
	const { search, mark } = await begin(how, { from, staging });
	await copy(from, to);
	change(from);
	const changed = await found(how, search);
	await copyChanged({ from, to }, changed);
	mark.watch?.stop();
	expect(manifest(to)).toEqual(manifest(from));
	return changed.names;
};

const file = (root: string, path: string, text = path) => {
	mkdirSync(join(root, path, '..'), { recursive: true });
	writeFileSync(join(root, path), text);
};

const tree = (root: string) => {
	for (const path of ['a/one', 'a/two', 'a/deep/three', 'b/four', 'five']) file(root, path);
};

test.runIf(canRun).each<[what: string, change: (root: string) => void, names: readonly string[]]>([
	['nothing', () => {}, []],
	['a file written to', (root) => appendFileSync(join(root, 'a/one'), 'x'), ['a/one', 'a']],
	['a file removed', (root) => rmSync(join(root, 'a/one')), ['a/', './']],
	['a directory removed', (root) => rmSync(join(root, 'a'), { recursive: true }), ['./']],
	[
		'a link out of the tree in the place of a directory',
		(root) => {
			rmSync(join(root, 'a'), { recursive: true });
			file(root, '../outside/deep/secret');
			symlinkSync('../outside', join(root, 'a'));
		},
		['a', './'],
	],
	[
		'a file in the place of a directory',
		(root) => {
			rmSync(join(root, 'a'), { recursive: true });
			file(root, 'a');
		},
		['a', './'],
	],
	['a mode changed', (root) => chmodSync(join(root, 'five'), 0o4711), ['five', './']],
	[
		'a new name for a file',
		(root) => linkSync(join(root, 'five'), join(root, 'b/six')),
		['five', './', 'b/', 'b/six'],
	],
])('%s', async (_, change, names) => {
	for (const how of hows) expect((await roundTrip(how, tree, change)).toSorted()).toEqual(names.toSorted());
});

test.runIf(canRun).each(hows)(
	'a directory moved over another takes its old children along, %s',
	async (how) => {
		await roundTrip(how, tree, (root) => {
			rmSync(join(root, 'b'), { recursive: true });
			renameSync(join(root, 'a'), join(root, 'b'));
		});
	},
);

test.runIf(canRun).each(hows)('two directories that changed places, %s', async (how) => {
	await roundTrip(how, tree, (root) => {
		renameSync(join(root, 'a'), join(root, 'c'));
		renameSync(join(root, 'b'), join(root, 'a'));
		renameSync(join(root, 'c'), join(root, 'b'));
	});
});

/** A process of the payload that has a file mapped, and does what it is told. */
const mapping = async (path: string) => {
	const script = join(import.meta.dirname, 'mapping.py');
	const child = execa('python3', [script, path], { stdin: 'pipe', buffer: false, reject: false });
	payload.add(child.pid ?? 0);
	const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
	const answers = lines[Symbol.asyncIterator]();
	await answers.next();
	return {
		async tell(word: string) {
			child.stdin?.write(`${word}\n`);
			await answers.next();
		},
		async end() {
			child.stdin?.end('leave\n');
			await child;
		},
	};
};

type Pages = Awaited<ReturnType<typeof mapping>>;

/** What happens to a mapped file: before the round is marked, before it is copied, after it was copied. */
const mapped: [what: string, before: string[], meanwhile: string[], after: string[]][] = [
	['that was dirty before', ['write 1'], [], ['write 2']],
	['that was written before it was copied', [], ['write 1'], ['write 2']],
	['that is closed afterwards', [], ['write 1'], ['write 2', 'unmap']],
];

test
	.runIf(canRun && has('python3'))
	.each(mapped.flatMap(([what, ...acts]) => hows.map((how) => [what, how, ...acts] as const)))(
	'a page %s, %s',
	async (_, how, before, meanwhile, after) => {
		const place = join(top, `${++trees}`);
		const [from, to, staging] = [join(place, 'from'), join(place, 'to'), join(place, 'staging')];
		for (const directory of [from, to, staging]) mkdirSync(directory, { recursive: true });
		writeFileSync(join(from, 'map'), Buffer.alloc(8192));
		const pages: Pages = await mapping(join(from, 'map'));
		const tell = async (words: readonly string[]) => {
			for (const word of words) await pages.tell(word);
		};
		await tell(before);
		const { search, mark } = await begin(how, { from, staging });
		await tell(meanwhile);
		await copy(from, to);
		await tell(after);
		await copyChanged({ from, to }, await found(how, search));
		expect(readFileSync(join(to, 'map')).equals(readFileSync(join(from, 'map')))).toBe(true);
		mark.watch?.stop();
		await pages.end();
	},
);

/** Names few enough that operations meet each other. */
const name = fc.constantFrom(
	'a',
	'b',
	'c',
	'a/d',
	'a/e',
	'b/d',
	'b/d/e',
	'c/f',
	'sp ace',
	'new\nline',
	'-dash',
	'*?[',
);

type Act = { act: string; one: string; other: string; text: string };

const acts: Record<string, (one: string, other: string, text: string) => void> = {
	write: (one, _, text) => writeFileSync(one, text),
	append: (one, _, text) => appendFileSync(one, text),
	mkdir: (one) => mkdirSync(one),
	remove: (one) => rmSync(one, { recursive: true }),
	rename: (one, other) => renameSync(one, other),
	link: (one, other) => linkSync(one, other),
	symlink: (_, other) => symlinkSync('../elsewhere', other),
	chmod: (one) => chmodSync(one, 0o750),
	truncate: (one) => truncateSync(one, 1),
};

const perform = (root: string, list: readonly Act[]) => {
	for (const { act, one, other, text } of list) {
		try {
			acts[act]?.(join(root, one), join(root, other), text);
		} catch {
			// Not possible with what is there: that is no change.
		}
	}
};

test.runIf(canRun).each(hows)(
	'whatever is done to a tree, the copy is the same afterwards, %s',
	async (how) => {
		const list = fc.array(
			fc.record({ act: fc.constantFrom(...Object.keys(acts)), one: name, other: name, text: fc.string() }),
			{ maxLength: 30 },
		);
		await fc.assert(
			fc.asyncProperty(list, list, async (before, after) => {
				await roundTrip(
					how,
					(root) => perform(root, before),
					(root) => perform(root, after),
				);
			}),
			{ numRuns: 40 },
		);
	},
	120_000,
);
