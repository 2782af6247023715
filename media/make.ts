// `npm run media`: the pictures of README, of real screens in a real terminal on recorded migrations.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { bundleFixture } from '../test/screens/bundle.ts';
import { keys } from '../test/screens/keyboard.ts';
import { TestTerminal } from '../test/screens/terminal.ts';
import { animatedSvg, type Moment } from './animation.ts';
import { type Run, screenRuns } from './runs.ts';
import { rowSvg, windowSvg } from './svg.ts';

const top = join(import.meta.dirname, '..');
const size = { columns: 80, rows: 24 };
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };
const directory = mkdtempSync(join(tmpdir(), 'lxc-ferry-media-'));
const program = await bundleFixture(directory, join(import.meta.dirname, 'program.tsx'));

const open = (): TestTerminal =>
	new TestTerminal({
		command: process.execPath,
		args: [program, join(top, 'test/recorded/journals')],
		...size,
		env: { FORCE_COLOR: '1' },
	});

const runsOf = (terminal: TestTerminal): Run[][] => screenRuns(terminal.buffer, size.columns, size.rows);

const write = (name: string, description: string, content: string): void => {
	const file = join(import.meta.dirname, `${name}.svg`);
	const svg = windowSvg({ title: 'lxc-ferry', description, version, ...size }, content);
	writeFileSync(file, svg);
	console.log(`${file}  ${(svg.length / 1000).toFixed(0)} kB`);
};

const picture = async (terminal: TestTerminal, name: string, description: string): Promise<void> => {
	await terminal.quiet(150);
	write(name, description, runsOf(terminal).map(rowSvg).join('\n'));
};

const press = async (terminal: TestTerminal, key: string, wanted: string | RegExp): Promise<void> => {
	terminal.write(key);
	await terminal.see(wanted, 20_000);
};

/** The container that nobody prepared: what stands in its way, and one of the cures. */
const blocked = async (): Promise<void> => {
	const terminal = open();
	await terminal.see('web1');
	await press(terminal, `${keys.down.repeat(3)}${keys.enter}`, /▸ beta/);
	await press(terminal, keys.enter, 'must be fixed');
	await picture(
		terminal,
		'checklist',
		'The checklist of raw1: nine things must be fixed before it can be moved',
	);
	await press(terminal, 'a', 'Press a again');
	await picture(
		terminal,
		'finding',
		'A finding, opened: what was seen, what it means, and its fix as a diff',
	);
	terminal.close();
};

/** How long a screen that only changes by keys is shown, milliseconds. */
const pause = 1800;
/** How often the screen of the running migration is looked at. */
const frame = 200;

/** The whole way of web1: a picture of each screen, and all of it as one animation. */
const moved = async (): Promise<void> => {
	const terminal = open();
	const moments: Moment[] = [];
	let clock = 0;
	const still = async (): Promise<void> => {
		await terminal.quiet(150);
		moments.push({ at: clock, rows: runsOf(terminal) });
		clock += pause;
	};
	await terminal.see('web1');
	await picture(terminal, 'picker', 'The containers of alpha, with state, address, memory, size and uptime');
	await still();
	await press(terminal, keys.end, /▸ web1/);
	await still();
	await press(terminal, keys.enter, /▸ beta/);
	await still();
	await press(terminal, keys.enter, 'Ready');
	await still();
	await press(terminal, 'c', 'Cancel');
	await picture(terminal, 'confirm', 'The last question before anything changes; focus is on Cancel');
	await still();
	await press(terminal, keys.tab, /▸\[ Move web1/);
	await still();
	await press(terminal, keys.enter, /▸|⠋|prepare/);
	const from = clock - performance.now();
	const now = () => Math.round(from + performance.now());
	const timer = setInterval(() => moments.push({ at: now(), rows: runsOf(terminal) }), frame);
	await terminal.see('BLACKOUT', 60_000);
	// In the middle of it, when the clock has something to show.
	await delay(600);
	write(
		'progress',
		'The container is frozen: the large clock of the blackout runs',
		runsOf(terminal).map(rowSvg).join('\n'),
	);
	await terminal.see('runs on beta now', 60_000);
	clearInterval(timer);
	clock = now();
	await picture(terminal, 'summary', 'web1 runs on beta now: the blackout, step by step');
	await still();
	write(
		'migration',
		'A running container is moved from alpha to beta, from the first key to the summary',
		animatedSvg(moments, clock + 2 * pause),
	);
	terminal.close();
};

try {
	await blocked();
	await moved();
} finally {
	rmSync(directory, { recursive: true });
}
