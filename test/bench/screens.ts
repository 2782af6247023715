// `npm run bench:screens`: how soon the screens appear and answer, what they send, and what a long journal costs. No
// lab is needed. Writes docs/benchmark-screens.md; thresholds are shown, nothing fails by them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bundle } from '../../build.mjs';
import { journalPath } from '../../source/engine/state-dir.ts';
import { bundleFixture } from '../screens/bundle.ts';
import { longJournal } from '../screens/fake-services.ts';
import { keys } from '../screens/keyboard.ts';
import type { Settings } from '../screens/open.ts';
import { TestTerminal } from '../screens/terminal.ts';
import { residentBytes } from './sampler.ts';
import { type Measures, screensReport } from './screens-report.ts';

const top = join(import.meta.dirname, '../..');
const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '11' },
		out: { type: 'string', default: join(top, 'docs/benchmark-screens.md') },
	},
});
const rounds = Number(values.rounds);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const dir = mkdtempSync(join(tmpdir(), 'ferry-bench-screens-'));
const state = join(dir, 'state');
await bundle(join(dir, 'dist'));
const cli = join(dir, 'dist/cli.js');
const fixture = await bundleFixture(join(dir, 'fixture'), join(import.meta.dirname, 'lean-fixture.ts'));

const run = (args: readonly string[]): TestTerminal =>
	new TestTerminal({
		command: process.execPath,
		args,
		columns: 80,
		rows: 24,
		env: {
			HOME: dir,
			LXC_FERRY_STATE: state,
			LXC_FERRY_CONFIG: join(dir, 'config'),
			NODE_COMPILE_CACHE: join(dir, 'cache'),
		},
	});

const open = ({ options, ...settings }: Settings): TestTerminal =>
	run([fixture, JSON.stringify({ ...settings, options: { reducedMotion: true, refreshMs: 0, ...options } })]);

const timed = async (work: () => Promise<unknown>): Promise<number> => {
	const from = performance.now();
	await work();
	return performance.now() - from;
};

/** Until a program that is started anew shows what is wanted. */
const untilSeen = async (
	start: () => TestTerminal,
	wanted: string,
	look?: (terminal: TestTerminal) => void,
) => {
	let terminal: TestTerminal | undefined;
	try {
		return await timed(async () => {
			terminal = start();
			await terminal.see(wanted, 60_000);
			look?.(terminal);
		});
	} finally {
		terminal?.close();
	}
};

/** Writes a journal of so many events, as an engine would have; gives its id. */
const record = (count: number): string => {
	const events = longJournal(count);
	const id = `20261123-0312${String(count).length}0-web1-0000`;
	const path = journalPath(id, state);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, events.map((event) => `${JSON.stringify({ ...event, migration: id })}\n`).join(''));
	return id;
};

const measureStart = async (m: Measures): Promise<void> => {
	const journal = record(1000);
	for (let round = 0; round < rounds; round++) {
		m.emptyNode.push(await untilSeen(() => run(['-e', 'process.stdout.write("ready")']), 'ready'));
		m.attach.push(await untilSeen(() => run([cli, 'attach', journal]), 'runs on beta now'));
		m.picker5.push(await untilSeen(() => open({ scenario: { containers: 5 } }), '1/5'));
		m.picker500.push(await untilSeen(() => open({ scenario: { containers: 500 } }), '1/500'));
	}
};

/** Until the first byte of the answer was drawn; the screens are still before and after. */
const keyTime = async (terminal: TestTerminal, key: string): Promise<number> => {
	await terminal.quiet(150);
	const before = terminal.raw.length;
	const ms = await timed(() => {
		terminal.write(key);
		return terminal.see(() => terminal.raw.length > before);
	});
	return ms;
};

const pressed = [keys.down, keys.down, keys.up, keys.end, keys.home, keys.pageDown, keys.pageUp];
const typed = ['/', 'n', 'o', keys.esc];

const measureKeys = async (m: Measures): Promise<void> => {
	const few = open({ scenario: { containers: 5 } });
	const many = open({ scenario: { containers: 500 } });
	try {
		await few.see('1/5');
		await many.see('1/500');
		for (let round = 0; round < Math.ceil(rounds / 3); round++) {
			for (const key of [keys.down, keys.up, keys.down, keys.up, '/', 'e', keys.esc])
				m.keys5.push(await keyTime(few, key));
			for (const key of [...pressed, ...typed]) m.keys500.push(await keyTime(many, key));
		}
	} finally {
		few.close();
		many.close();
	}
};

/** Bytes a second from one moment to another. */
const rate = async (terminal: TestTerminal, until: () => Promise<unknown>): Promise<number> => {
	const before = Buffer.byteLength(terminal.raw);
	const ms = await timed(until);
	return ((Buffer.byteLength(terminal.raw) - before) * 1000) / ms;
};

const measureMoving = async (fps: number): Promise<number> => {
	const terminal = open({
		start: { screen: 'progress', id: 'last' },
		scenario: { live: true },
		options: { fps, reducedMotion: false },
	});
	try {
		await terminal.see('round 1');
		return await rate(terminal, () => terminal.see('runs on beta now', 60_000));
	} finally {
		terminal.close();
	}
};

const idleMs = 3000;

const measureIdle = async (m: Measures): Promise<void> => {
	const terminal = open({
		scenario: { containers: 500 },
		options: { refreshMs: 1000, reducedMotion: false },
	});
	try {
		await terminal.see('1/500');
		await terminal.quiet(500);
		for (let window = 0; window < 3; window++) m.idle.push(await rate(terminal, () => sleep(idleMs)));
	} finally {
		terminal.close();
	}
};

const measureJournals = async (m: Measures): Promise<void> => {
	const journals = [
		{ id: record(1000), measured: m.journal1k },
		{ id: record(100_000), measured: m.journal100k },
	];
	for (let round = 0; round < Math.ceil(rounds / 2); round++) {
		for (const { id, measured } of journals) {
			const ms = await untilSeen(
				() => run([cli, 'attach', id]),
				'runs on beta now',
				({ pid }) => measured.bytes.push(residentBytes(pid)),
			);
			measured.ms.push(ms);
		}
	}
};

const measures: Measures = {
	emptyNode: [],
	attach: [],
	picker5: [],
	picker500: [],
	keys5: [],
	keys500: [],
	ssh: [],
	desk: [],
	idle: [],
	journal1k: { ms: [], bytes: [] },
	journal100k: { ms: [], bytes: [] },
};

try {
	say('first frames');
	await measureStart(measures);
	say('keys');
	await measureKeys(measures);
	say('bytes');
	for (let round = 0; round < 3; round++) {
		measures.ssh.push(await measureMoving(5));
		measures.desk.push(await measureMoving(10));
	}
	await measureIdle(measures);
	say('journals');
	await measureJournals(measures);
} finally {
	rmSync(dir, { recursive: true, force: true });
}
const text = screensReport(measures);
writeFileSync(values.out, text);
console.log(text);
