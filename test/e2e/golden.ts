import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

/** What differs from one run to the next, and what stands for it. */
const placeholders: readonly [RegExp, string][] = [
	[/\d{8}-\d{6}-(\w+)-[0-9a-f]{4}/g, 'DATE-TIME-$1-ID'],
	// Bars and sparklines.
	[/[█░▏▎▍▌▋▊▉▁▂▃▄▅▆▇]+( +[█░▁▂▃▄▅▆▇]+)*/g, 'BAR'],
	[/\b\d+(\.\d+)? (B|kB|MB|GB)\b/g, 'SIZE'],
	[/\b\d+:\d\d(:\d\d)?\b/g, 'CLOCK'],
	[/\b\d+(\.\d+)? (ms|s|min|h|d)\b/g, 'TIME'],
	[/[+-]?\d+ %/g, 'PERCENT'],
	// Checks come and go; how many are fine is told elsewhere.
	[/(\d+ notes?, )?\d+ fine/g, 'COUNT fine'],
	// Where a sentence is cut depends on the numbers in it.
	[/[^ ]* ?[^ ]*…$/g, '…'],
	// What is aligned at the right moves with all of these.
	[/ {2,}/g, '  '],
];

/** A screen without what only this run knows. */
export const normalised = (screen: string): string =>
	screen
		.split('\n')
		.map((line) => placeholders.reduce((text, [what, name]) => text.replaceAll(what, name), line).trimEnd())
		.join('\n');

/** Compares a screen with the golden one of that name; `UPDATE_GOLDENS=1` keeps it instead. */
export const expectGolden = (screen: string, name: string): void => {
	const file = join(import.meta.dirname, 'goldens', `${name}.golden`);
	const text = `${normalised(screen)}\n`;
	if (process.env.UPDATE_GOLDENS) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
		return;
	}
	if (!existsSync(file))
		throw new Error(`${file} is missing: run with UPDATE_GOLDENS=1, look at it, keep it`);
	expect(text).toBe(readFileSync(file, 'utf8'));
};
