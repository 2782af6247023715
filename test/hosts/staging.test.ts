// What a broken link leaves behind, with real rsyncs that wait for another end.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { connect } from '../../source/hosts/connect.ts';
import { rsyncCommand } from '../../source/hosts/rsync.ts';
import { ferryDir, removeStaging } from '../../source/hosts/staging.ts';

const here = await connect('localhost');
const far = { ...here, local: false, destination: 'beta' };
const ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends.splice(0)) end();
});

const newDir = () => `${ferryDir}/staging/test-${randomBytes(8).toString('hex')}`;

/** The end of a copy that ssh starts on the other host; gives rsync's pid. */
const farEnd = async (staging: string): Promise<number> => {
	const copy = { from: { host: here, path: '/a/' }, to: { host: far, path: '/b/' } };
	const { argv } = rsyncCommand(copy, ['/source', staging]);
	const path = argv[argv.indexOf('--rsync-path') + 1] ?? '';
	// Not its standard input, which Node closes when the shell ends: here nobody tells rsync that all is over.
	const link = 3;
	const shell = spawn('/bin/sh', ['-c', `exec ${path} --server -s -lr . . <&${link}`], {
		cwd: tmpdir(),
		stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
	});
	ends.push(() => void shell.stdio[link]?.destroy());
	return vi.waitFor(() => {
		const child = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'utf8').trim();
		expect(readFileSync(`/proc/${child}/comm`, 'utf8')).toBe('rsync\n');
		return Number(child);
	});
};

const lives = (pid: number) => {
	try {
		return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
};

test("the far end of a copy goes with its migration's directory, and no other", async () => {
	const [mine, other] = [newDir(), newDir()];
	const [ended, spared] = await Promise.all([farEnd(mine), farEnd(other)]);
	expect(await removeStaging(here, mine)).toBe(true);
	await vi.waitUntil(() => !lives(ended));
	expect(lives(spared)).toBe(true);
});

test('only a directory of ours is ever removed', async () => {
	await expect(removeStaging(here, '/etc')).rejects.toThrow('not a staging directory');
	await expect(removeStaging(here, `${ferryDir}/staging/../../x`)).rejects.toThrow('not a staging directory');
});
