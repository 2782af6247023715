import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limits } from '../../source/engine/limits.ts';
import type { Session } from '../../source/engine/session.ts';
import { preCopy } from '../../source/engine/stages/pre-copy.ts';
import { runHere, startHere } from '../../source/hosts/command.ts';
import { FerryError, UnreachableError } from '../../source/model/error.ts';
import type { EventBody } from '../../source/model/events.ts';

/**
Stands for CRIU's page server: receives 20 MB, then 1 MB, and ends when the dump has closed its connection. Like a link
it takes a fifth of a second for that: what takes no time at all is not worth another round.
*/
const criu = `#!/bin/sh
dir=$3
case $dir in */pre-1) size=20000000 ;; *) size=1000000 ;; esac
echo 'Using 4242 port' >"$dir/page-server.log"
sleep 0.2
truncate -s "$size" "$dir/pages-1.img"
while [ ! -e "$dir/closed" ]; do sleep 0.02; done
`;

/** Stands for lxc-checkpoint -p; the round named by FAIL_ROUND fails, after HANG seconds. */
const lxcCheckpoint = `#!/bin/sh
while [ "$1" != -D ]; do shift; done
echo "$*" >>"$LAB/rounds"
case $2 in */$FAIL_ROUND) sleep "$HANG"; echo 'Error (criu/page-xfer.c:1): broken' >"$2/dump.log"; exit 1 ;; esac
: >"$LAB/target/\${2##*/}/closed"
`;

let lab: string;
const path = process.env['PATH'];

beforeEach(() => {
	lab = mkdtempSync(join(tmpdir(), 'ferry-pre-copy-'));
	for (const name of ['bin', 'source/image', 'target/image']) mkdirSync(join(lab, name), { recursive: true });
	for (const [name, text] of Object.entries({ criu, 'lxc-checkpoint': lxcCheckpoint })) {
		writeFileSync(join(lab, 'bin', name), text);
		chmodSync(join(lab, 'bin', name), 0o755);
	}
	Object.assign(process.env, {
		LAB: lab,
		PATH: `${join(lab, 'bin')}:${path}`,
		FAIL_ROUND: 'none',
		HANG: '0',
	});
});

const usual = { ...limits };

afterEach(() => {
	process.env['PATH'] = path;
	Object.assign(limits, usual);
	rmSync(lab, { recursive: true, force: true });
});

const sessionOf = (events: EventBody[], maxBlackoutMs?: number): Session => {
	const host = (name: string) => ({ name, local: true, run: runHere, start: startHere });
	const place = (name: string) => ({ lxcPath: '/var/lib/lxc', staging: join(lab, name), rootfs: '/r' });
	return {
		request: { container: 'mem1', ...(maxBlackoutMs === undefined ? {} : { maxBlackoutMs }) },
		journal: { write: (body: EventBody) => events.push(body) },
		source: host('alpha'),
		target: host('beta'),
		facts: {
			source: { cgroup: 'v1', tools: {} },
			target: { throughput: 10e6 },
			container: { memory: 20e6, pids: [1, 2] },
		},
		plan: {
			method: 'pre-copy',
			stages: [],
			predicted: { blackoutMs: 300, totalMs: 3000 },
			places: { source: place('source'), target: place('target') },
		},
		bytes: 0,
	} as unknown as Session;
};

const never = new AbortController().signal;

test('rounds follow each other until little is left, each told of the one before', async () => {
	const events: EventBody[] = [];
	const session = sessionOf(events);
	const reached = await preCopy(session, never);
	expect(session.preCopy?.rounds.map(({ bytes }) => bytes)).toEqual([20e6, 1e6]);
	expect(reached).toMatchObject({ bytes: 21e6, round: 2, detail: expect.stringContaining('small') });
	expect(session.bytes).toBe(21e6);
	const [first, second] = readFileSync(join(lab, 'rounds'), 'utf8').split('\n');
	expect(first).not.toContain('--predump-dir');
	expect(second).toContain('--predump-dir=../pre-1');
	expect(readlinkSync(join(lab, 'target/pre-2/parent'))).toBe('../pre-1');
	expect(readFileSync(join(lab, 'source/pre-copy.conf'), 'utf8')).toBe(
		'page-server\naddress 127.0.0.1\nport 4242\n',
	);
	expect(events).toContainEqual(expect.objectContaining({ name: 'pre-copy', round: 1, bytes: 20e6 }));
});

test('a round that fails leaves no rounds behind, and the dump sends everything', async () => {
	process.env['FAIL_ROUND'] = 'pre-2';
	const events: EventBody[] = [];
	const session = sessionOf(events);
	await preCopy(session, never);
	expect(session.preCopy).toBeUndefined();
	expect(session.plan?.method).toBe('stream');
	for (const place of ['source/pre-1', 'source/pre-2', 'target/pre-1', 'target/pre-2'])
		expect(existsSync(join(lab, place))).toBe(false);
	expect(events).toContainEqual(
		expect.objectContaining({ type: 'log', line: expect.stringContaining('broken') }),
	);
});

const planIn = (events: EventBody[]) => events.filter((event) => event.type === 'plan').at(-1);

test('the journal gets the plan as it has become: by what the rounds measured', async () => {
	const events: EventBody[] = [];
	const session = sessionOf(events, 1000);
	await preCopy(session, never);
	const plan = planIn(events);
	expect(plan).toMatchObject({ method: 'pre-copy', reason: expect.stringContaining('1.0 MB') });
	expect(plan?.predicted?.blackoutMs).toBeGreaterThan(200);
	expect(plan?.predicted?.blackoutMs).toBeLessThan(300);
	expect(session.plan?.predicted).toEqual(plan?.predicted);
});

test('or by the method that is left when a round failed', async () => {
	process.env['FAIL_ROUND'] = 'pre-1';
	const events: EventBody[] = [];
	await preCopy(sessionOf(events), never);
	const plan = planIn(events);
	expect(plan).toMatchObject({ method: 'stream', reason: expect.stringContaining('page-xfer.c failed') });
	expect(plan?.predicted?.blackoutMs).toBeGreaterThan(2000);
	const commands = plan?.stages.flatMap((stage) => stage.commands.map(({ argv }) => argv.join(' ')));
	expect(commands?.join()).not.toContain('/pre-');
});

const refusal = (session: Session) =>
	preCopy(session, never).then(
		() => 'not refused',
		(error: unknown) => (error instanceof FerryError ? error.explanation : error),
	);

test('--max-blackout: what the last round measured is refused if it is too long', async () => {
	const session = sessionOf([], 200);
	expect(await refusal(session)).toMatchObject({
		what: expect.stringContaining('longer than the 200 ms allowed'),
		why: expect.stringContaining('the last round still sent 1.0 MB'),
	});
	expect(session.preCopy?.rounds).toHaveLength(2);
});

test('--max-blackout: a pre-copy that failed is no leave for a longer one', async () => {
	process.env['FAIL_ROUND'] = 'pre-1';
	const session = sessionOf([], 1000);
	expect(await refusal(session)).toMatchObject({
		what: expect.stringContaining('longer than the 1.00 s allowed'),
		why: expect.stringContaining('all of it goes in the blackout: page-xfer.c failed'),
	});
	expect(existsSync(join(lab, 'target/pre-1'))).toBe(false);
});

test('a cancellation is one, not a failure to go on from', async () => {
	const controller = new AbortController();
	const session = sessionOf([]);
	const journal = session.journal as { write(body: EventBody): unknown };
	journal.write = (body) => body.type === 'stage' && controller.abort();
	await expect(preCopy(session, controller.signal)).rejects.toThrow();
	expect(session.plan?.method).toBe('pre-copy');
});

/** A first round that is silent for longer than is waited for. */
const silent = (seconds: string) => {
	Object.assign(process.env, { FAIL_ROUND: 'pre-1', HANG: seconds });
	Object.assign(limits, { criu: 300, handover: 1000 });
	return sessionOf([]);
};

test('a round that hangs and ends without its page server is one that failed', async () => {
	const session = silent('0.8');
	await preCopy(session, never);
	expect(session.plan).toMatchObject({ method: 'stream', reason: expect.stringContaining('nothing came') });
});

test('a CRIU that never ends keeps everything else from the tasks', async () => {
	const session = silent('60');
	await expect(preCopy(session, never)).rejects.toThrow('CRIU on alpha is not known to have ended round 1');
	expect(session.plan?.method).toBe('pre-copy');
	expect(existsSync(join(lab, 'source/pre-1'))).toBe(true);
});

test('one whose host does not answer any more is not known to have ended', async () => {
	const session = sessionOf([]);
	const { source } = session;
	const gone = () => Promise.reject(new UnreachableError({ what: 'ssh could not reach alpha' }));
	const run: typeof source.run = (argv, options) =>
		argv.includes('lxc-checkpoint') ? gone() : source.run(argv, options);
	await expect(preCopy({ ...session, source: { ...source, run } }, never)).rejects.toMatchObject({
		explanation: { why: expect.stringContaining('ssh could not reach alpha') },
	});
	expect(session.plan?.method).toBe('pre-copy');
});
