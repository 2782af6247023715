import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { placesOf } from '../../source/engine/session.ts';
import { whereabouts } from '../../source/engine/where.ts';
import { runHere } from '../../source/hosts/command.ts';
import { imageListing } from '../../source/hosts/image-listing.ts';
import { scene, wholeImage } from './fake-hosts.ts';

test('a container that runs, and one that is not there', async () => {
	const { session } = scene({}, { look: [wholeImage] });
	expect(await whereabouts(session)).toEqual({
		source: { state: 'running', image: false },
		target: { state: 'undefined', image: true, bytes: 8192 },
	});
});

test('who holds it is told', async () => {
	const { session } = scene({ look: ['held 77\n'] });
	expect((await whereabouts(session)).source).toMatchObject({ state: 'held', pid: 77 });
});

test('what post-copy keeps, and what has followed, is told', async () => {
	const { session } = scene(
		{ look: ['kept\nkilobytes 8\n'] },
		{ look: ['followed\nreceived 4096\nkilobytes 8\n'], state: ['RUNNING'], pids: [[1]] },
	);
	expect(await whereabouts(session)).toEqual({
		source: { state: 'frozen', image: false, kept: true, bytes: 8192 },
		target: { state: 'running', image: false, followed: true, received: 4096, bytes: 8192 },
	});
});

test('one that was started afresh on the target is not the one whose memory followed', async () => {
	const { session } = scene(
		{ look: ['kept\n'] },
		{ look: ['followed\n'], state: ['RUNNING'], pids: [[1]], life: 'other' },
	);
	expect((await whereabouts(session)).target).toEqual({ state: 'running', image: false });
});

test('a CRIU that serves what is kept is told beside it', async () => {
	const { session } = scene({ look: ['held 7\nkept\n'] });
	expect((await whereabouts(session)).source).toMatchObject({ state: 'held', pid: 7, kept: true });
});

test('an image whose memory follows is none to come back from', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-where-'));
	onTestFinished(() => rmSync(dir, { recursive: true }));
	const { session } = scene();
	const places = placesOf(session);
	places.source.staging = dir;
	const run = session.source.run;
	session.source.run = (argv, options) =>
		String(options?.input).includes('criu | lxc-checkpoint')
			? runHere(argv, options ?? {})
			: run(argv, options);
	mkdirSync(join(dir, 'image'));
	for (const name of ['inventory.img', 'pages-1.img']) writeFileSync(join(dir, 'image', name), 'x');
	execFileSync('/bin/sh', ['-c', `${imageListing}listing >ferry-manifest`], { cwd: join(dir, 'image') });
	expect((await whereabouts(session)).source).toMatchObject({ state: 'running', image: true });
	writeFileSync(join(dir, 'image/ferry-lazy'), '');
	expect((await whereabouts(session)).source).toMatchObject({ state: 'running', image: false });
	mkdirSync(join(dir, 'group'));
	writeFileSync(join(dir, 'held'), `${dir}/group\n`);
	writeFileSync(join(dir, 'group/cgroup.freeze'), '1\n');
	expect((await whereabouts(session)).source.state).toBe('frozen');
	writeFileSync(join(dir, 'group/cgroup.freeze'), '0\n');
	expect((await whereabouts(session)).source.state).toBe('running');
});

test.each([
	['processes without their init are being ended', { pids: [[2, 3]] }, 'held'],
	['a lxc-info that is broken says nothing', { state: ['broken'] }, 'unreachable'],
	[
		'nor does LXC that has lost its processes',
		{ state: ['STOPPED'], pids: [[]], left: 'left' as const },
		'unreachable',
	],
	['LXC and its cgroup agree', { state: ['STOPPED'], pids: [[]] }, 'stopped'],
	['it is on its way', { state: ['STARTING'], pids: [[]] }, 'running'],
])('%s', async (_, facts, state) => {
	const { session } = scene(facts);
	const { source } = await whereabouts(session);
	expect(source.state).toBe(state);
	expect(source.why !== undefined).toBe(state === 'unreachable');
});

test('CRIU is found by the directory that its arguments name', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-where-'));
	onTestFinished(() => rmSync(dir, { recursive: true }));
	const { session } = scene();
	const run = session.source.run;
	const staging = placesOf(session).source.staging;
	session.source.run = (argv, options) =>
		String(options?.input).includes('criu | lxc-checkpoint')
			? runHere(argv, options ?? {})
			: run(argv, options);
	expect((await whereabouts(session)).source.state).toBe('running');
	// The kernel names a process after its file.
	writeFileSync(join(dir, 'criu'), '#!/bin/sh\nread -r word\n', { mode: 0o700 });
	const criu = spawn(join(dir, 'criu'), ['dump', '-D', `${staging}/image`], {
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	onTestFinished(() => void criu.kill('SIGKILL'));
	await vi.waitFor(() => expect(readFileSync(`/proc/${criu.pid}/comm`, 'utf8')).toBe('criu\n'));
	expect((await whereabouts(session)).source).toMatchObject({ state: 'held', pid: criu.pid });
});
