// --max-blackout: what is compared with it, when, and what becomes of a migration that is refused for it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActor, fromPromise, waitFor } from 'xstate';
import { finish } from '../../source/engine/finish.ts';
import { refuseLonger } from '../../source/engine/longest-blackout.ts';
import { migrationMachine } from '../../source/engine/machine.ts';
import type { Session } from '../../source/engine/session.ts';
import { sync } from '../../source/engine/stages/sync.ts';
import { runHere, startHere } from '../../source/hosts/command.ts';
import { FerryError } from '../../source/model/error.ts';
import type { EventBody } from '../../source/model/events.ts';

const request = { container: 'mem1', source: 'alpha', target: 'beta' };

test('only a prediction that is longer than what is asked for is refused', () => {
	const refused = (blackoutMs: number | undefined, maxBlackoutMs: number | undefined) => {
		const prediction = blackoutMs === undefined ? undefined : { blackoutMs, totalMs: 9000 };
		try {
			refuseLonger(
				{ ...request, ...(maxBlackoutMs === undefined ? {} : { maxBlackoutMs }) },
				prediction,
				'Predicted.',
			);
			return false;
		} catch (error) {
			expect(error).toBeInstanceOf(FerryError);
			return true;
		}
	};
	expect(refused(2001, 2000)).toBe(true);
	expect([refused(2000, 2000), refused(9000, undefined), refused(undefined, 1)]).toEqual([
		false,
		false,
		false,
	]);
});

test('refused by the prediction, a migration has not started: exit status 3, and it says why', async () => {
	const check = fromPromise<void>(async () =>
		refuseLonger({ ...request, maxBlackoutMs: 1 }, { blackoutMs: 214, totalMs: 2300 }, 'Predicted.'),
	);
	const actor = createActor(migrationMachine.provide({ actors: { check } }), { input: { from: 'start' } });
	actor.start();
	const { context } = await waitFor(actor, ({ status }) => status === 'done');
	const events: EventBody[] = [];
	const session = {
		request,
		startedMs: Date.now(),
		bytes: 0,
		journal: { write: (body: EventBody) => events.push(body) },
	};
	expect(await finish(session as unknown as Session, context)).toBe(3);
	expect(events).toMatchObject([
		{
			type: 'finished',
			outcome: 'not-started',
			exit: 3,
			explanation: { what: 'The blackout would be about 0.21 s, longer than the 1 ms allowed' },
		},
	]);
});

/** Stands for a link that was taken for a faster one: 30 MB in a third of a second. */
const rsync = `#!/bin/sh
sleep 0.3
echo 'Total transferred file size: 1,000 bytes'
echo 'Total bytes sent: 30,000,000'
`;

let lab: string;
const path = process.env['PATH'];

beforeEach(() => {
	lab = mkdtempSync(join(tmpdir(), 'ferry-longest-'));
	for (const name of ['bin', 'source', 'target', 'alpha/mem1/rootfs', 'beta/mem1/rootfs'])
		mkdirSync(join(lab, name), { recursive: true });
	writeFileSync(join(lab, 'bin/rsync'), rsync);
	chmodSync(join(lab, 'bin/rsync'), 0o755);
	process.env['PATH'] = `${join(lab, 'bin')}:${path}`;
});

afterEach(() => {
	process.env['PATH'] = path;
	rmSync(lab, { recursive: true, force: true });
});

const synced = (maxBlackoutMs: number) => {
	const host = (name: string) => ({
		name,
		local: true,
		run: runHere,
		start: startHere,
		close: async () => {},
	});
	const place = (name: string, host: string) => ({
		lxcPath: join(lab, host),
		staging: join(lab, name),
		rootfs: join(lab, host, 'mem1/rootfs'),
	});
	const session = {
		request: { ...request, maxBlackoutMs },
		journal: { write: () => {} },
		source: host('alpha'),
		target: host('beta'),
		facts: { source: {}, target: { throughput: 1e9 }, container: { memory: 400e6, pids: [1] } },
		plan: {
			method: 'stream',
			predicted: { blackoutMs: 1100, totalMs: 9000 },
			places: { source: place('source', 'alpha'), target: place('target', 'beta') },
		},
		bytes: 0,
	};
	return sync(session as unknown as Session, new AbortController().signal);
};

test('after the rounds of files the link as it was measured is what counts', async () => {
	await expect(synced(2000)).rejects.toMatchObject({
		explanation: {
			what: expect.stringContaining('longer than the 2.00 s allowed'),
			why: expect.stringMatching(/^Measured/),
		},
	});
	await expect(synced(60_000)).resolves.toMatchObject({ round: expect.any(Number) });
});
