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
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markRound, startSearch } from '../../source/hosts/changes.ts';
import { connect } from '../../source/hosts/connect.ts';
import { rsyncCommand } from '../../source/hosts/rsync.ts';

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
beforeAll(() => {
	top = mkdtempSync(join(tmpdir(), 'lxc-ferry-changes-'));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

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

const copy = async (from: string, to: string, only?: readonly string[]): Promise<void> => {
	const { argv } = rsyncCommand(
		{
			from: { host, path: `${from}/` },
			to: { host, path: `${to}/` },
			mirror: true,
			...(only === undefined ? {} : { only }),
		},
		[],
	);
	const { exit, stderr } = await host.run(argv, { input: (only ?? []).map((name) => `${name}\0`).join('') });
	expect(stderr).toBe('');
	expect(exit).toBe(0);
};

let trees = 0;

/** Makes a tree, copies it, changes it, copies what changed; both must be the same then. */
const roundTrip = async (make: (root: string) => void, change: (root: string) => void): Promise<string[]> => {
	const place = join(top, `${++trees}`);
	const [from, to, staging] = [join(place, 'from'), join(place, 'to'), join(place, 'staging')];
	for (const directory of [from, to, staging]) mkdirSync(directory, { recursive: true });
	make(from);
	const mark = await markRound(host, from, staging, 1);
	if (mark === undefined) throw new Error('changes can not be told here');
	await copy(from, to);
	const search = startSearch(host, from, staging, mark);
	change(from);
	const names = await search.run();
	if (names === undefined) throw new Error('the full comparison was asked for');
	await copy(from, to, names);
	expect(manifest(to)).toEqual(manifest(from));
	return names;
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
	expect((await roundTrip(tree, change)).toSorted()).toEqual(names.toSorted());
});

test.runIf(canRun)('a directory moved over another takes its old children along', async () => {
	await roundTrip(tree, (root) => {
		rmSync(join(root, 'b'), { recursive: true });
		renameSync(join(root, 'a'), join(root, 'b'));
	});
});

test.runIf(canRun)('two directories that changed places', async () => {
	await roundTrip(tree, (root) => {
		renameSync(join(root, 'a'), join(root, 'c'));
		renameSync(join(root, 'b'), join(root, 'a'));
		renameSync(join(root, 'c'), join(root, 'b'));
	});
});

test.runIf(canRun && has('python3'))(
	'a page written through a mapping that was open and dirty before',
	async () => {
		const script = `
import mmap, sys
file = open(sys.argv[1], 'r+b')
pages = mmap.mmap(file.fileno(), 8192)
pages[0] = 65
sys.stdout.write('dirty\\n'); sys.stdout.flush()
sys.stdin.readline()
pages[0] = 66
pages[4096] = 67
sys.stdout.write('written\\n'); sys.stdout.flush()
sys.stdin.readline()
`;
		const place = join(top, 'mapped');
		const [from, to, staging] = [join(place, 'from'), join(place, 'to'), join(place, 'staging')];
		for (const directory of [from, to, staging]) mkdirSync(directory, { recursive: true });
		writeFileSync(join(from, 'map'), Buffer.alloc(8192));
		const child = execa('python3', ['-c', script, join(from, 'map')], { stdin: 'pipe', buffer: false });
		const lines = child.stdout?.setEncoding('utf8');
		const next = () => new Promise<string>((resolve) => lines?.once('data', resolve));
		expect(await next()).toBe('dirty\n');
		const mark = await markRound(host, from, staging, 1);
		if (mark === undefined) throw new Error('changes can not be told here');
		await copy(from, to);
		child.stdin?.write('\n');
		expect(await next()).toBe('written\n');
		const names = await startSearch(host, from, staging, mark).run();
		expect(names).toEqual(['map', './']);
		await copy(from, to, names);
		expect(readFileSync(join(to, 'map')).equals(readFileSync(join(from, 'map')))).toBe(true);
		child.stdin?.end('\n');
		await child;
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

test.runIf(canRun)(
	'whatever is done to a tree, the copy is the same afterwards',
	async () => {
		const list = fc.array(
			fc.record({ act: fc.constantFrom(...Object.keys(acts)), one: name, other: name, text: fc.string() }),
			{ maxLength: 30 },
		);
		await fc.assert(
			fc.asyncProperty(list, list, async (before, after) => {
				await roundTrip(
					(root) => perform(root, before),
					(root) => perform(root, after),
				);
			}),
			{ numRuns: 40 },
		);
	},
	120_000,
);
