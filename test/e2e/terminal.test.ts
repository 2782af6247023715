// A newcomer's first migration, by keyboard only, in a real terminal of 80x24 on host alpha.
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { page } from '../lab/containers/web1.ts';
import { labCommand, labExec } from '../lab/exec.ts';
import { containerAddresses } from '../lab/paths.ts';
import { keys } from '../screens/keyboard.ts';
import { TestTerminal } from '../screens/terminal.ts';
import { ferry, ready } from './ferry.ts';
import { seeGolden } from './golden.ts';
import { spinning } from './spinning.ts';

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

/** Presses a key and gives the screen that was waited for. */
const press = (terminal: TestTerminal, key: string, wanted: string | RegExp): Promise<string> => {
	terminal.write(key);
	return terminal.see(wanted, 20_000);
};

/** Looks at a screen on the way: compares it with its golden one, or does nothing. */
type Look = (terminal: TestTerminal, name: string) => Promise<void>;

/** From the list of containers to the migration at work. */
const begin = async (terminal: TestTerminal, look: Look): Promise<void> => {
	await terminal.see(/web1 +running +10\.0\.3\.101.* [\d.]+ MB/, 20_000);
	// Filtered, because what else there is depends on who used the lab before.
	await press(terminal, '/web1', /\/web1▏ {2}1 of \d/);
	await look(terminal, 'picker');
	await press(terminal, keys.enter, 'move it');
	await press(terminal, keys.enter, /▸ beta/);
	await look(terminal, 'target');
	await press(terminal, keys.enter, 'How does one become root on beta?');
	await look(terminal, 'guide-root');
	await press(terminal, keys.enter, 'What shall become of the copy');
	await look(terminal, 'guide-keep');
	await press(terminal, keys.enter, '✓ Ready.');
	await look(terminal, 'checklist');
	await press(terminal, 'c', 'Move web1 from');
	await look(terminal, 'confirm');
	await press(terminal, keys.tab, /▸\[ Move web1 now \]/);
	await press(terminal, keys.enter, /▸ sync/);
	await look(terminal, 'progress');
};

const url = `http://${containerAddresses.web1}/`;

test('the whole first migration, with the keyboard only', async () => {
	const terminal = open();
	await begin(terminal, seeGolden);
	await terminal.see('BLACKOUT', 120_000);
	await terminal.see('web1 runs on beta now', 60_000);
	await seeGolden(terminal, 'summary');
	terminal.write('q');
	expect(await terminal.exited).toMatchObject({ exitCode: 0 });
	expect(terminal.isAlternate).toBe(false);
	await seeGolden(terminal, 'left-on-the-terminal');
	const percents = [...terminal.raw.matchAll(/\u001b\]0;(\d+) % web1/g)].map(([, percent]) =>
		Number(percent),
	);
	expect(percents.length).toBeGreaterThan(3);
	expect(percents).toEqual(percents.toSorted((a, b) => a - b));

	expect(hostsOf('web1')).toEqual(['beta']);
	expect((await labExec('client', ['curl', '-fsS', '--max-time', '10', url])).stdout).toContain(page.trim());
	const state = await labExec('beta', ['lxc-attach', '-n', 'web1', '--', 'systemctl', 'is-system-running']);
	expect(state.stdout).toBe('running');
	expect(await spinning('beta', 'web1')).toEqual([]);
});

test('a terminal that goes away leaves the migration alone', async () => {
	const terminal = open();
	await begin(terminal, async () => {});
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
