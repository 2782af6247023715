// Opens the program of the pictures in a real terminal, and makes an SVG of what is on it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { TestTerminal } from '../test/screens/terminal.ts';
import { type Run, screenRuns } from './runs.ts';
import type { Scene, Showing } from './scenes.ts';
import { rowSvg, windowSvg } from './svg.ts';

const top = join(import.meta.dirname, '..');
const size = { columns: 80, rows: 24 };
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };

/** The program in a terminal of its own; `program` is the bundle of program.tsx. */
export const open = (program: string, showing: Showing): TestTerminal =>
	new TestTerminal({
		command: process.execPath,
		args: [program, join(top, 'test/recorded/journals'), JSON.stringify(showing)],
		...size,
		env: { FORCE_COLOR: '1' },
	});

export const runsOf = (terminal: TestTerminal): Run[][] =>
	screenRuns(terminal.buffer, size.columns, size.rows);

/** A window of the terminal's size around `content`. */
export const windowOf = (description: string, content: string): string =>
	windowSvg({ title: 'lxc-ferry', description, version, ...size }, content);

/** What is on the terminal now. */
export const photographed = (terminal: TestTerminal, description: string): string =>
	windowOf(description, runsOf(terminal).map(rowSvg).join('\n'));

/** Opens a scene and goes to what is to be seen. */
export const openScene = async (program: string, scene: Scene): Promise<TestTerminal> => {
	const { name, title, description, ready, steps = [], ...showing } = scene;
	const terminal = open(program, showing);
	await terminal.see(ready, 60_000);
	for (const [press, see] of steps) {
		terminal.write(press);
		await terminal.see(see, 60_000);
	}
	return terminal;
};
