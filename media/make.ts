// `npm run media`: the pictures of README and docs/screens.md, of real screens in a real terminal on recorded migrations.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFixture } from '../test/screens/bundle.ts';
import { keys } from '../test/screens/keyboard.ts';
import type { TestTerminal } from '../test/screens/terminal.ts';
import { animatedSvg, type Moment } from './animation.ts';
import { open, openScene, photographed, runsOf, windowOf } from './photograph.ts';
import { scenes } from './scenes.ts';

const directory = mkdtempSync(join(tmpdir(), 'lxc-ferry-media-'));
const program = await bundleFixture(directory, join(import.meta.dirname, 'program.tsx'));

const write = (name: string, svg: string): void => {
	const file = join(import.meta.dirname, `${name}.svg`);
	writeFileSync(file, svg);
	console.log(`${file}  ${(svg.length / 1000).toFixed(0)} kB`);
};

const stills = async (): Promise<void> => {
	for (const scene of scenes) {
		const terminal = await openScene(program, scene);
		await terminal.quiet(150);
		write(scene.name, photographed(terminal, scene.description));
		terminal.close();
	}
};

const press = async (terminal: TestTerminal, key: string, wanted: string | RegExp): Promise<void> => {
	terminal.write(key);
	await terminal.see(wanted, 20_000);
};

/** How long a screen that only changes by keys is shown, milliseconds. */
const pause = 1800;
/** How often the screen of the running migration is looked at. */
const frame = 200;

/** The whole way of web1, at the pace at which it happened. */
const animation = async (): Promise<void> => {
	const terminal = open(program, { live: true });
	const moments: Moment[] = [];
	let clock = 0;
	const still = async (): Promise<void> => {
		await terminal.quiet(150);
		moments.push({ at: clock, rows: runsOf(terminal) });
		clock += pause;
	};
	await terminal.see('web1');
	await still();
	await press(terminal, keys.end, /❯ web1/);
	await still();
	await press(terminal, keys.enter, /❯ beta/);
	await still();
	await press(terminal, keys.enter, 'Ready');
	await still();
	await press(terminal, 'c', 'Cancel');
	await still();
	await press(terminal, keys.tab, /❯\[ Move web1/);
	await still();
	await press(terminal, keys.enter, /▸|⠋|prepare/);
	const from = clock - performance.now();
	const now = () => Math.round(from + performance.now());
	const timer = setInterval(() => moments.push({ at: now(), rows: runsOf(terminal) }), frame);
	await terminal.see('runs on beta now', 60_000);
	clearInterval(timer);
	clock = now();
	await still();
	write(
		'migration',
		windowOf(
			'A running container is moved from alpha to beta, from the first key to the summary',
			animatedSvg(moments, clock + 2 * pause),
		),
	);
	terminal.close();
};

try {
	await stills();
	await animation();
} finally {
	rmSync(directory, { recursive: true });
}
