import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readlinkSync,
	realpathSync,
	rmSync,
	statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runHere } from '../../source/hosts/command.ts';
import type { Host } from '../../source/hosts/host.ts';
import { dumpCommand, preDumpCommand } from '../../source/hosts/lxc.ts';
import {
	imageDirs,
	linkImage,
	makePreImage,
	previousImage,
	removePreImages,
	syncPreImage,
} from '../../source/hosts/pre-images.ts';

const here = { name: 'here', local: true, run: runHere } as unknown as Host;
const staging = mkdtempSync(join(tmpdir(), 'ferry-pre-'));
mkdirSync(join(staging, 'image'));
afterAll(() => rmSync(staging, { recursive: true, force: true }));

const { signal } = new AbortController();

test('each round is linked to the one before, the image to the last, in a way that holds on both hosts', async () => {
	for (const round of [1, 2, 3]) await makePreImage(here, staging, round, true, signal);
	await linkImage(here, staging, 3);
	expect(existsSync(join(staging, 'pre-1/parent'))).toBe(false);
	expect(readlinkSync(join(staging, 'pre-3/parent'))).toBe('../pre-2');
	expect(realpathSync(join(staging, 'image/parent/parent/parent'))).toBe(
		realpathSync(join(staging, 'pre-1')),
	);
	expect(statSync(join(staging, 'pre-2')).mode & 0o777).toBe(0o700);
	expect((await imageDirs(here, staging)).toSorted()).toEqual(['image', 'pre-1', 'pre-2', 'pre-3']);
	expect(await syncPreImage(here, staging, 2)).toBe(true);
});

test('rounds that failed are taken away, the image stays', async () => {
	const other = mkdtempSync(join(tmpdir(), 'ferry-pre-'));
	mkdirSync(join(other, 'image'));
	for (const round of [1, 2]) await makePreImage(here, other, round, true, signal);
	await removePreImages(here, other);
	expect(readdirSync(other)).toEqual(['image']);
	rmSync(other, { recursive: true });
});

test('a directory that stands there already is not written into', async () => {
	await expect(makePreImage(here, staging, 1, false, signal)).rejects.toThrow('pre-1');
});

test('LXC is told of the round before in the way that CRIU wants it: relative to the image', () => {
	const place = { name: 'mem1', lxcPath: '/var/lib/lxc' };
	expect(preDumpCommand(place, '/s/pre-1', undefined).join(' ')).toContain(
		'lxc-checkpoint -P /var/lib/lxc -n mem1 -p -v -D /s/pre-1 -o /s/pre-1/lxc.log -l ERROR',
	);
	expect(preDumpCommand(place, '/s/pre-2', previousImage(1))).toContain('--predump-dir=../pre-1');
	expect(dumpCommand(place, '/s/image', '/s/action.sh', { previous: previousImage(2) }).at(-1)).toBe(
		'--predump-dir=../pre-2',
	);
	expect(dumpCommand(place, '/s/image', '/s/action.sh')).not.toContain('-p');
});
