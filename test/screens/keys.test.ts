import { describe, expect, it } from 'vitest';
import { keys } from './keyboard.ts';
import { useFixture } from './open.ts';

const progress = { screen: 'progress', id: '20261123-031200-web1' } as const;
const checklist = {
	screen: 'checklist',
	request: { container: 'web1', source: 'alpha', target: 'beta' },
} as const;

describe('keys', () => {
	const { open } = useFixture();

	it('walks from the containers to the summary', async () => {
		const { terminal, report } = open({ scenario: { introduced: false } });
		await terminal.see('web1');
		terminal.write('/web1');
		await terminal.see('/web1▏  1 of 8');
		terminal.write(`${keys.enter}${keys.enter}`);
		await terminal.see('gamma.example.org');
		terminal.write(keys.enter);
		await terminal.see('How does one become root on beta?');
		terminal.write(keys.enter);
		await terminal.see('What shall become of the copy on alpha?');
		terminal.write(keys.enter);
		await terminal.see('c continues');
		terminal.write('c');
		await terminal.see('Move web1 from alpha to beta now?');
		terminal.write(`${keys.tab}${keys.enter}`);
		await terminal.see('web1 runs on beta now');
		terminal.write('q');
		expect(await terminal.exited).toMatchObject({ exitCode: 0 });
		expect(terminal.isAlternate).toBe(false);
		await terminal.see('blackout 1.13 s, in all 14.5 s');
		expect(report().ended.summary).toContain('web1 runs on beta now');
		expect(report().asked).toContain('set {"introduced":true,"keepSource":true}');
		expect(report().asked.at(-1)).toMatch(/^start \{"container":"web1","source":"alpha","target":"beta"/);
	});

	it('does nothing when Enter alone is pressed on the confirmation', async () => {
		const { terminal, report } = open({ start: checklist });
		await terminal.see('Ready');
		terminal.write('c');
		await terminal.see('now?');
		terminal.write(keys.enter);
		await terminal.see('c continues');
		terminal.write(keys.ctrlC);
		expect(await terminal.exited).toMatchObject({ exitCode: 130 });
		expect(report().asked.filter((what) => what.startsWith('start'))).toEqual([]);
	});

	it('leaves the list with 130 by Ctrl-C and with 0 by q', async () => {
		for (const [key, exitCode] of [
			[keys.ctrlC, 130],
			['q', 0],
		] as const) {
			const { terminal } = open();
			await terminal.see('web1');
			terminal.write(key);
			expect(await terminal.exited).toMatchObject({ exitCode });
			expect(terminal.isAlternate).toBe(false);
		}
	});

	it('leaves a blocked checklist with 3', async () => {
		const { terminal } = open({ start: checklist, scenario: { blocked: true } });
		await terminal.see('2 things must be fixed');
		terminal.write('q');
		expect(await terminal.exited).toMatchObject({ exitCode: 3 });
	});

	it('does not go on while something fails, but forces by name', async () => {
		const { terminal, report } = open({ start: checklist, scenario: { blocked: true } });
		await terminal.see('2 things must be fixed');
		terminal.write('c');
		await terminal.see('Not while something fails');
		terminal.write(`Fweb2${keys.enter}`);
		await terminal.see('That is not "web1"');
		terminal.write(`Fweb2${keys.backspace}1${keys.enter}`);
		await terminal.see('Forced although these fail: console, nested-namespaces');
		await terminal.see('nested-namespaces --yes');
		terminal.write(`${keys.right}${keys.enter}`);
		await terminal.see('web1 runs on beta now');
		terminal.write(keys.esc);
		await terminal.exited;
		expect(report().asked.at(-1)).toContain('"force":["console","nested-namespaces"]');
	});

	it('shows a fix before it applies it, and takes it back', async () => {
		const { terminal, report } = open({ start: checklist, scenario: { blocked: true } });
		await terminal.see('2 things must be fixed');
		terminal.write('a');
		await terminal.see('+ lxc.console.path = none');
		await terminal.see('Press a again');
		expect(terminal.text()).toContain('- lxc.tty.max = 4');
		terminal.write('a');
		await terminal.see('Applied: switch the console and the ttys off');
		await terminal.see('Ready, with 1 warning');
		terminal.write('u');
		await terminal.see('2 things must be fixed');
		terminal.write('u');
		await terminal.see('nothing to undo');
		terminal.write(keys.ctrlC);
		await terminal.exited;
		expect(report().asked.filter((what) => /^(apply|undo)/.test(what))).toEqual([
			'apply switch the console and the ttys off',
			'undo',
			'undo',
		]);
	});

	it('keeps the selection through sorting and refreshing', async () => {
		const { terminal } = open();
		await terminal.see('web1');
		terminal.write(`${keys.down}${keys.down}`);
		await terminal.see(/❯ files1/);
		terminal.write('s');
		await terminal.see(/NAME▾/);
		await terminal.see(/❯ files1/);
		terminal.write('r');
		await terminal.see(/❯ files1/);
	});

	it('finishes an unfinished migration', async () => {
		const { terminal, report } = open({ scenario: { unfinished: true } });
		await terminal.see('unfinished since');
		terminal.write(`${keys.home}${keys.enter}`);
		await terminal.see('Look at it first');
		terminal.write(`${keys.down}${keys.enter}`);
		await terminal.see('web1 runs on beta now');
		terminal.write('q');
		await terminal.exited;
		expect(report().asked).toContain('resume 20261123-030000-web1');
	});

	it('filters and scrolls the log', async () => {
		const { terminal } = open({ start: progress, scenario: { hold: 'restore' } });
		await terminal.see('Dumping finished');
		terminal.write(`/dump${keys.enter}`);
		await terminal.see(/log {2}\/dump {2}\d+ of/);
		await terminal.see((screen) => !screen.includes('rsync'));
		terminal.write(keys.up);
		await terminal.see('newer below');
		terminal.write(keys.end);
		await terminal.see((screen) => !screen.includes('newer below'));
		terminal.write(keys.esc);
		await terminal.see((screen) => !screen.includes('/dump'));
	});

	it('plays, pauses, speeds up and starts a recording again', async () => {
		const { terminal } = open({ start: { screen: 'replay', speed: 1 } });
		await terminal.see('replay web1');
		terminal.write(' ');
		await terminal.see('paused');
		terminal.write('++');
		terminal.write(' ');
		await terminal.see('5x');
		terminal.write('-');
		await terminal.see('2x');
		terminal.write('n'.repeat(12));
		await terminal.see('web1 runs on beta now');
		terminal.write(keys.home);
		await terminal.see('· commit');
		terminal.write('q');
		expect(await terminal.exited).toMatchObject({ exitCode: 0 });
	});

	it('opens help on every screen and closes it again', async () => {
		const { terminal } = open();
		await terminal.see('web1');
		terminal.write('?');
		await terminal.see('What am I looking at');
		terminal.write(keys.pageDown);
		await terminal.see('Ctrl-C');
		terminal.write(keys.esc);
		await terminal.see('web1');
		terminal.write('h');
		await terminal.see('rolled-back');
		terminal.write('?');
		await terminal.see('help: history');
	});

	it('does from the help what the chosen key does', async () => {
		const { terminal } = open();
		await terminal.see('web1');
		terminal.write('?');
		await terminal.see('What am I looking at');
		terminal.write(keys.down);
		await terminal.see(/❯ Enter .*Move this container/);
		terminal.write(`${keys.down}${keys.down.repeat(20)}${keys.home}${keys.down}`);
		terminal.write('k'.repeat(40));
		await terminal.see(/❯ Enter .*Move this container/);
		terminal.write(`${keys.down}`);
		await terminal.see(/❯ \/ .*Show only rows/);
		terminal.write(keys.enter);
		await terminal.see('/▏  8 of 8');
		// While a field takes letters, the question mark is help all the same.
		terminal.write('we?');
		await terminal.see('What am I looking at');
		terminal.write(keys.esc);
		await terminal.see('/we▏  1 of 8');
	});

	it('takes a paste into a field, as one line, and nowhere else', async () => {
		const { terminal, report } = open();
		await terminal.see('web1');
		terminal.write('\u001b[200~q\r\u0003q\u001b[201~');
		terminal.write(keys.enter);
		await terminal.see('gamma.example.org');
		terminal.write('\u001b[200~root@del\u001b[31mta\r\n\u001b[201~');
		await terminal.see('Host: root@delta');
		terminal.write(`${keys.ctrlU}ro`);
		await terminal.see('Host: ro');
		terminal.write(keys.ctrlC);
		await terminal.exited;
		expect(report().asked.filter((what) => what.startsWith('check'))).toEqual([]);
	});

	it('understands an escape sequence that comes in pieces', async () => {
		const { terminal } = open();
		await terminal.see(/❯ count1/);
		for (const piece of ['\u001b', '[', 'B']) terminal.write(piece);
		await terminal.see(/❯ db-primary/);
		for (const piece of ['\u001b[', '6', '~']) terminal.write(piece);
		await terminal.see(/❯ mail/);
	});
});
