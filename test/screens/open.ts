import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AppOptions, Ended, Start } from '../../source/screens/app.tsx';
import { bundleFixture } from './bundle.ts';
import type { Scenario } from './fake-services.ts';
import { TestTerminal } from './terminal.ts';

export type Settings = {
	scenario?: Scenario;
	start?: Exclude<Start, { screen: 'replay' }> | { screen: 'replay'; speed: number };
	options?: Partial<AppOptions>;
	columns?: number;
	rows?: number;
	env?: Record<string, string>;
};

export type Opened = {
	terminal: TestTerminal;
	report(): { ended: Ended & { error?: string }; asked: string[] };
};

/** Gives a function that opens the fixture in a pty; everything it opened is closed after each test. */
export const useFixture = () => {
	let directory = '';
	let program = '';
	let opened: TestTerminal[] = [];
	let count = 0;
	beforeAll(async () => {
		directory = mkdtempSync(join(tmpdir(), 'lxc-ferry-screens-'));
		program = await bundleFixture(directory);
	});
	afterEach(() => {
		for (const terminal of opened) terminal.close();
		opened = [];
	});
	afterAll(() => rmSync(directory, { recursive: true, force: true }));

	const command = (settings: Settings): string[] => [program, JSON.stringify(settings)];
	const open = ({ columns = 80, rows = 24, env, ...settings }: Settings = {}): Opened => {
		const report = join(directory, `report-${++count}.json`);
		// A still picture is the same on every machine.
		const options = { reducedMotion: true, refreshMs: 0, ...settings.options };
		const terminal = new TestTerminal({
			command: process.execPath,
			args: command({ ...settings, options }),
			columns,
			rows,
			env: { FIXTURE_REPORT: report, ...env },
		});
		opened.push(terminal);
		return { terminal, report: () => JSON.parse(readFileSync(report, 'utf8')) };
	};
	return { open, command, track: (terminal: TestTerminal) => opened.push(terminal) };
};
