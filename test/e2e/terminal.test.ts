// A newcomer's first migration, by keyboard only, in a real terminal of 80x24 on host alpha.
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { page } from '../lab/containers/web1.ts';
import { labCommand, labExec } from '../lab/exec.ts';
import { containerAddresses } from '../lab/paths.ts';
import { keys } from '../screens/keyboard.ts';
import { TestTerminal } from '../screens/terminal.ts';
import { ferry, ready } from './ferry.ts';
import { expectGolden } from './golden.ts';
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

/** From the list of containers to the running migration; tells each screen on the way. */
const begin = async (terminal: TestTerminal, look: (name: string, screen: string) => void): Promise<void> => {
	await terminal.see(/web1 +running +10\.0\.3\.101.* [\d.]+ MB/, 20_000);
	// Filtered, because what else there is depends on who used the lab before.
	look('picker', await press(terminal, '/web1', '1/1'));
	await press(terminal, keys.enter, 'move it');
	look('target', await press(terminal, keys.enter, /▸ beta/));
	look('guide-root', await press(terminal, keys.enter, 'How does one become root on beta?'));
	look('guide-keep', await press(terminal, keys.enter, 'What shall become of the copy'));
	look('checklist', await press(terminal, keys.enter, '✓ Ready.'));
	look('confirm', await press(terminal, 'c', 'Move web1 from'));
	await press(terminal, keys.tab, /▸\[ Move web1 now \]/);
	await press(terminal, keys.enter, /▸ (check|prepare|sync)/);
};

test('the whole first migration, with the keyboard only', async () => {
	const terminal = open();
	await begin(terminal, (name, screen) => expectGolden(screen, name));
	await terminal.see('BLACKOUT', 120_000);
	const summary = await terminal.see('web1 runs on beta now', 20_000);
	expectGolden(summary, 'summary');
	terminal.write('q');
	expect(await terminal.exited).toMatchObject({ exitCode: 0 });
	expect(terminal.isAlternate).toBe(false);
	expectGolden(terminal.text(), 'left-on-the-terminal');

	expect(hostsOf('web1')).toEqual(['beta']);
	const served = await labExec('client', [
		'curl',
		'-fsS',
		'--max-time',
		'10',
		`http://${containerAddresses.web1}/`,
	]);
	expect(served.stdout).toContain(page.trim());
	const state = await labExec('beta', ['lxc-attach', '-n', 'web1', '--', 'systemctl', 'is-system-running']);
	expect(state.stdout).toBe('running');
	expect(await spinning('beta', 'web1')).toEqual([]);
});

test('a terminal that goes away leaves the migration alone', async () => {
	const terminal = open();
	await begin(terminal, () => {});
	await terminal.see(/▸ sync/, 20_000);
	terminal.hangUp();
	const { stdout, exitCode } = await ferry('alpha', ['attach', 'last', '--plain']);
	expect(stdout).toContain('web1 was moved and runs on beta');
	expect(exitCode).toBe(0);
	expect(hostsOf('web1')).toEqual(['beta']);
	const again = open(['attach', 'last']);
	expectGolden(await again.see('web1 runs on beta now', 60_000), 'summary');
	again.write('q');
	expect(await again.exited).toMatchObject({ exitCode: 0 });
	expect(again.text()).toContain('web1 runs on beta now');
});
