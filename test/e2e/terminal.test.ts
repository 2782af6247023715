// The program in a real terminal of 80x24 on host alpha: what is beside the screens, and what survives them.
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { labCommand, labExec } from '../lab/exec.ts';
import { keys } from '../screens/keyboard.ts';
import { TestTerminal } from '../screens/terminal.ts';
import { ferry, ready } from './ferry.ts';
import { seeGolden } from './golden.ts';
import { arrive, begin } from './walk.ts';

const home = '/tmp/terminal-test';
let opened: TestTerminal[] = [];

beforeAll(() => ready(['web1']), 600_000);
beforeEach(async () => {
	await reset(['web1']);
	// Settings of their own, as nobody has any at first.
	await labExec('alpha', ['sh', '-c', `rm -rf ${home} && mkdir ${home}`]);
});
afterEach(() => {
	for (const terminal of opened) terminal.close();
	opened = [];
});

/** As test/start.ts opens it. */
const open = (args: readonly string[] = []): TestTerminal => {
	const [command = '', ...argv] = labCommand('alpha', ['lxc-ferry', ...args], {
		LXC_FERRY_SUGGESTED_TARGET: 'beta',
		HOME: home,
		TERM: 'xterm-256color',
		LANG: 'C.UTF-8',
		REDUCED_MOTION: '1',
	});
	const terminal = new TestTerminal({ command, args: argv, columns: 80, rows: 24 });
	opened.push(terminal);
	return terminal;
};

test('the title of the terminal tells how far it is, and the screen is given back', async () => {
	const terminal = open();
	await begin(terminal);
	await terminal.see('BLACKOUT', 240_000);
	await arrive(terminal);
	terminal.write('q');
	expect(await terminal.exited).toMatchObject({ exitCode: 0 });
	expect(terminal.isAlternate).toBe(false);
	const percents = [...terminal.raw.matchAll(/\u001b\]0;(\d+) % web1/g)].map(([, percent]) =>
		Number(percent),
	);
	expect(percents.length).toBeGreaterThan(3);
	expect(percents).toEqual(percents.toSorted((a, b) => a - b));
});

test('a terminal that goes away leaves the migration alone', async () => {
	const terminal = open();
	await begin(terminal);
	terminal.hangUp();
	const { stdout, exitCode } = await ferry('alpha', ['attach', 'last', '--plain']);
	expect(stdout).toContain('web1 was moved and runs on beta');
	expect(exitCode).toBe(0);
	expect(hostsOf('web1')).toEqual(['beta']);
	const again = open(['attach', 'last']);
	await again.see('web1 runs on beta now', 20_000);
	await seeGolden(again, 'summary');
	again.write('q');
	expect(await again.exited).toMatchObject({ exitCode: 0 });
	expect(again.text()).toContain('web1 runs on beta now');
});

test('several hosts side by side; one that is not there holds up nobody', async () => {
	const terminal = open(['--source', 'localhost', '--source', 'beta', '--source', 'nowhere']);
	await terminal.see(/^alpha {2}\d+ containers?$/m, 60_000);
	await terminal.see(/^beta {2}\d+ containers?$/m, 60_000);
	await terminal.see(/^nowhere {2}✗ The host nowhere is not known/m, 60_000);
	terminal.write('/web1');
	await terminal.see(/web1 +running +10\.0\.3\.101/, 60_000);
	terminal.write(`${keys.enter}q`);
	expect(await terminal.exited).toMatchObject({ exitCode: 0 });
});
