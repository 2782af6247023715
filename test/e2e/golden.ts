import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

/** What differs from one run to the next, and what stands for it. */
const placeholders: readonly [RegExp, string][] = [
	[/\d{8}-\d{6}\.\d{3}-(\w+)-[0-9a-f]{4}/g, 'DATE-TIME-$1-ID'],
	// How many containers there are depends on who used the lab before.
	[/(\/\S+ {2}\d+ of) \d+/g, '$1 COUNT'],
	// Bars and sparklines.
	[/ ?[█░▁▂▃▄▅▆▇]+/g, ' BAR'],
	[/\b\d+(\.\d+)? (B|kB|MB|GB)\b/g, 'SIZE'],
	[/\b\d+:\d\d(:\d\d)?\b/g, 'CLOCK'],
	[/\b\d+ (min \d+ s|h \d+ min|d \d+ h)\b/g, 'TIME'],
	[/<?\b\d+(\.\d+)? (ms|s|min|h|d)\b/g, 'TIME'],
	[/[+-]?\d+ %/g, 'PERCENT'],
	// Checks come and go; how many are fine is told elsewhere.
	[/(\d+ notes?, )?\d+ fine/g, 'COUNT fine'],
	// What is said of the stage at work depends on the moment.
	[/(▸ sync).*/g, '$1  MOMENT'],
	[/\d+ more below/g, 'COUNT more below'],
	// Where a sentence is cut depends on the numbers in it.
	[/: [^:]*…$/g, ': …'],
	// What is aligned at the right moves with all of these.
	[/ {2,}/g, '  '],
	[/SIZE TIME$/g, 'SIZE  TIME'],
	// Its memory is known only where the hosts have a memory controller.
	[/(10\.0\.3\.\d+) {2}-/g, '$1  SIZE'],
];

/** A step of the blackout's timeline: on a fast machine some take no time at all and are left out. */
const step = /\bBAR {2}TIME$/;

/** A screen without what only this run knows. */
export const normalised = (screen: string): string =>
	screen
		// What is run when is told elsewhere; here it only matters that there is a log.
		.replace(/^log [^\n]*\n[^─]*/m, 'log\n')
		.split('\n')
		.map((line) => placeholders.reduce((text, [what, name]) => text.replaceAll(what, name), line).trimEnd())
		.map((line) => (step.test(line) ? '  STEPS' : line))
		.filter((line, index, lines) => line !== '  STEPS' || lines[index - 1] !== line)
		.join('\n');

/** A terminal with a program on it. */
export type Screen = {
	write(keys: string): void | Promise<void>;
	/** Waits until the screen is as wanted; the error shows what was there instead. */
	see(wanted: string | RegExp | ((screen: string) => boolean), timeoutMs?: number): Promise<string>;
	text(): string | Promise<string>;
};

/**
Waits until the screen, or the part of it that counts, is the golden one of that name; `UPDATE_GOLDENS=1` keeps what
is there instead.
*/
export const seeGolden = async (
	screen: Screen,
	name: string,
	part: (text: string) => string = (text) => text,
): Promise<void> => {
	const file = join(import.meta.dirname, 'goldens', `${name}.golden`);
	const shown = (text: string) => normalised(part(text)).trimEnd();
	if (process.env.UPDATE_GOLDENS) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${shown(await screen.text())}\n`);
		return;
	}
	if (!existsSync(file))
		throw new Error(`${file} is missing: run with UPDATE_GOLDENS=1, look at it, keep it`);
	const wanted = readFileSync(file, 'utf8').trimEnd();
	// A frame can arrive in pieces: what is not golden yet may be so a moment later.
	await screen.see((text) => shown(text) === wanted, 3000).catch(() => undefined);
	expect(shown(await screen.text())).toBe(wanted);
};
