// What the kernel tells of a tree, and when it is not believed.
import {
	chmodSync,
	closeSync,
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { markRound } from '../../source/hosts/changes.ts';
import { connect } from '../../source/hosts/connect.ts';
import { watchScript } from '../../source/hosts/watch-script.ts';
import { type Payload, startPayload } from './payload.ts';

const canWatch = process.getuid?.() === 0;

const host = await connect('localhost');
let top: string;
let payload: Payload;
let trees = 0;

beforeAll(async () => {
	top = mkdtempSync(join(tmpdir(), 'lxc-ferry-watch-'));
	if (canWatch) payload = await startPayload();
});
afterAll(async () => {
	rmSync(top, { recursive: true, force: true });
	if (canWatch) await payload.end();
});

/** A tree with two directories, watched. */
const watched = async () => {
	const place = join(top, `${++trees}`);
	const [root, staging] = [join(place, 'root'), join(place, 'staging')];
	for (const directory of ['a', 'b']) mkdirSync(join(root, directory), { recursive: true });
	for (const path of ['a/one', 'b/two', 'three']) writeFileSync(join(root, path), path);
	mkdirSync(staging);
	writeFileSync(join(staging, 'watch.pl'), watchScript);
	const mark = await markRound({ host, root, staging }, 1, {
		container: { init: payload.init, rootfs: '' },
	});
	if (mark?.watch === undefined) throw new Error('the tree can not be watched here');
	return { root, staging, watch: mark.watch };
};

const paths = (changes: readonly { path: string }[]) => changes.map(({ path }) => path).toSorted();

test.runIf(canWatch).each<[string, (root: string) => void, string[], string[]]>([
	['nothing', () => {}, [], []],
	['a file written and closed', (root) => writeFileSync(join(root, 'a/one'), 'x'), ['a/one'], ['a/one']],
	['a file cut', (root) => truncateSync(join(root, 'a/one'), 1), ['a/one'], ['a/one']],
	['a mode', (root) => chmodSync(join(root, 'b/two'), 0o600), ['b/two'], []],
	['the mode of a directory', (root) => chmodSync(join(root, 'b'), 0o700), ['b'], []],
	['a file that is gone', (root) => rmSync(join(root, 'a/one')), ['a'], []],
	[
		'a file moved from one directory to another',
		(root) => renameSync(join(root, 'a/one'), join(root, 'b/one')),
		['a', 'b', 'b/one'],
		[],
	],
	['a new directory', (root) => mkdirSync(join(root, 'a/new')), ['a', 'a/new'], []],
])('tells of %s', async (_, act, expected, unsure) => {
	const { root, watch } = await watched();
	act(root);
	const told = await watch.changes();
	expect(paths(told?.changes ?? [])).toEqual(expected);
	expect(paths(told?.unsure ?? [])).toEqual(unsure);
	expect((await watch.changes())?.changes).toEqual([]);
	watch.stop();
});

test.runIf(canWatch).each<[string, (root: string) => void]>([
	['a directory was moved', (root) => renameSync(join(root, 'a'), join(root, 'c'))],
	['a changed file has two names', (root) => linkSync(join(root, 'a/one'), join(root, 'b/one'))],
	[
		'more happened than the kernel keeps',
		(root) => {
			for (let index = 0; index < 20_000; index++) writeFileSync(join(root, `a/${index}`), '');
		},
	],
])('is not believed when %s', async (_, act) => {
	const { root, watch } = await watched();
	act(root);
	expect(await watch.changes()).toBeUndefined();
	watch.stop();
});

test.runIf(canWatch)('is sure of a file that was written after all copies', async () => {
	const { root, staging, watch } = await watched();
	writeFileSync(join(root, 'a/one'), 'x');
	watch.copied();
	// The kernel's clock for files goes by its ticks: what is written in the same one can have been copied.
	const [copied, probe] = [join(staging, 'directories-1-copied'), join(staging, 'probe')];
	const time = (path: string) => statSync(path, { bigint: true }).mtimeNs;
	await vi.waitUntil(() => {
		writeFileSync(probe, '');
		return existsSync(copied) && time(probe) > time(copied);
	});
	writeFileSync(join(root, 'three'), 'x');
	const told = await watch.changes();
	expect(paths(told?.changes ?? [])).toEqual(['a/one', 'three']);
	expect(paths(told?.unsure ?? [])).toEqual(['a/one']);
	watch.stop();
});

test.runIf(canWatch)('is asked again, and tells only of what came since', async () => {
	const { root, watch } = await watched();
	const file = openSync(join(root, 'a/one'), 'a');
	writeSync(file, 'x');
	expect(paths((await watch.changes())?.changes ?? [])).toEqual(['a/one']);
	writeFileSync(join(root, 'three'), 'y');
	expect(paths((await watch.changes())?.changes ?? [])).toEqual(['three']);
	closeSync(file);
	watch.stop();
});
