import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { TestTerminal } from './terminal.ts';

const path = (name: string) => join(import.meta.dirname, 'goldens', `${name}.golden`);

/** Waits until the screen is the golden one; `UPDATE_GOLDENS=1` writes what is there once it rests. */
export const seeGolden = async (terminal: TestTerminal, name: string): Promise<void> => {
	const file = path(name);
	if (process.env.UPDATE_GOLDENS) {
		await terminal.quiet(300);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${terminal.text()}\n`);
		return;
	}
	if (!existsSync(file))
		throw new Error(`${file} is missing: run with UPDATE_GOLDENS=1, look at it, keep it`);
	const wanted = readFileSync(file, 'utf8').trimEnd();
	await terminal.see((screen) => screen === wanted, 5000).catch(() => undefined);
	expect(terminal.text()).toBe(wanted);
};
