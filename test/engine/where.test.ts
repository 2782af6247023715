import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { placesOf } from '../../source/engine/session.ts';
import { whereabouts } from '../../source/engine/where.ts';
import { runHere } from '../../source/hosts/command.ts';
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
