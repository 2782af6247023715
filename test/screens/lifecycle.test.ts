import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { stageNames } from '../../source/model/stages.ts';
import { keys } from './keyboard.ts';
import { useFixture } from './open.ts';
import { TestTerminal } from './terminal.ts';

const progress = { screen: 'progress', id: '20261123-031200-web1' } as const;

describe('stopping', () => {
	const { open } = useFixture();
	const stages = stageNames.filter((name) => name !== 'pre-copy');

	for (const stage of stages) {
		it(`explains in ${stage} what stopping means now`, async () => {
			const { terminal, report } = open({ start: progress, scenario: { hold: stage } });
			await terminal.see(new RegExp(`▸ ${stage}`));
			terminal.write(keys.ctrlC);
			await terminal.see(/❯ \[ Go on \]/);
			terminal.write(keys.enter);
			await terminal.see((screen) => !screen.includes('[ Go on ]'));
			terminal.write(`${keys.ctrlC}${keys.down}${keys.down}`);
			if (stage === 'commit') {
				await terminal.see('There is no way back from here');
				expect(terminal.text()).not.toContain('Roll back');
				terminal.write(keys.ctrlC);
				expect(await terminal.exited).toMatchObject({ exitCode: 0 });
				return;
			}
			await terminal.see(/❯ \[ Roll back \]/);
			terminal.write(keys.enter);
			await terminal.see('web1 was not moved');
			terminal.write(keys.enter);
			expect(await terminal.exited).toMatchObject({ exitCode: 4 });
			expect(report().asked).toContain('cancel 20261123-031200-web1');
		});
	}

	it('detaches by d, and by a second Ctrl-C, without touching the migration', async () => {
		for (const press of ['d', `${keys.ctrlC}${keys.ctrlC}`, `${keys.ctrlC}${keys.down}${keys.enter}`]) {
			const { terminal, report } = open({ start: progress, scenario: { hold: 'frozen' } });
			await terminal.see('BLACKOUT');
			terminal.write(press);
			expect(await terminal.exited).toMatchObject({ exitCode: 0 });
			expect(terminal.isAlternate).toBe(false);
			expect(report().asked).toEqual([]);
			expect(terminal.text()).toContain('lxc-ferry attach 20261123-031200-web1');
		}
	});
});

describe('the one way out', () => {
	const { open, command, track } = useFixture();

	it.each([
		['SIGTERM', 143],
		['SIGINT', 130],
	] as const)('restores the terminal on %s', async (signal, exitCode) => {
		const { terminal } = open();
		await terminal.see('web1');
		terminal.kill(signal);
		expect(await terminal.exited).toMatchObject({ exitCode });
		expect(terminal.isAlternate).toBe(false);
		expect(terminal.raw).toContain('\u001b[?25h');
		expect(terminal.raw.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(
			terminal.raw.lastIndexOf('\u001b[?2004h'),
		);
	});

	it('ends quietly on SIGHUP, leaving the migration alone', async () => {
		const { terminal, report } = open({ start: progress, scenario: { hold: 'frozen' } });
		await terminal.see('BLACKOUT');
		terminal.kill('SIGHUP');
		expect(await terminal.exited).toMatchObject({ exitCode: 129 });
		expect(report().asked).toEqual([]);
	});

	it('comes back from Ctrl-Z and from a stop from outside', async () => {
		const terminal = new TestTerminal({
			command: 'bash',
			args: ['--norc', '-i'],
			columns: 80,
			rows: 24,
			env: { PS1: 'shell> ' },
		});
		track(terminal);
		await terminal.see('shell>');
		const words = [process.execPath, ...command({ options: { reducedMotion: true, refreshMs: 0 } })];
		terminal.write(`${words.map((word) => `'${word}'`).join(' ')}\r`);
		await terminal.see('containers on alpha');
		await terminal.see('web1');
		terminal.write(keys.ctrlZ);
		await terminal.see('Stopped');
		expect(terminal.isAlternate).toBe(false);
		terminal.write('echo $((40 + 2))\r');
		await terminal.see(/^42$/m);
		terminal.write('fg\r');
		await terminal.see('containers on alpha');
		terminal.write(keys.down);
		await terminal.see(/❯ db-primary/);
		expect(terminal.isAlternate).toBe(true);
		terminal.write('q');
		await terminal.see((screen) => screen.trimEnd().endsWith('shell>'));
		expect(terminal.isAlternate).toBe(false);
	});

	it('refuses to draw where there is no terminal', async () => {
		const ask = async (stdio: 'pipe' | 'ignore') => {
			const [program = '', settings = ''] = command({});
			const child = spawn(process.execPath, [program, settings], { stdio: [stdio, 'pipe', 'pipe'] });
			let out = '';
			child.stdout?.on('data', (data) => (out += data));
			const code = await new Promise((resolve) => child.on('exit', resolve));
			return { code, out };
		};
		expect(await ask('pipe')).toEqual({ code: 1, out: '' });
		expect(await ask('ignore')).toEqual({ code: 1, out: '' });
	});

	it('ends when its terminal goes away', async () => {
		const { terminal } = open();
		await terminal.see('web1');
		const { pid } = terminal;
		terminal.hangUp();
		await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
	});

	it('stays on the normal screen with inline', async () => {
		const { terminal } = open({ options: { inline: true } });
		await terminal.see('web1');
		expect(terminal.isAlternate).toBe(false);
		terminal.write('q');
		await terminal.exited;
		expect(terminal.text()).not.toContain('web1');
	});

	it('says everything without colour and without UTF-8', async () => {
		const { terminal } = open({ env: { NO_COLOR: '1' }, options: { ascii: true }, start: progress });
		await terminal.see('web1 runs on beta now');
		expect(terminal.raw).not.toMatch(/\u001b\[[\d;]*m/);
		expect(terminal.text()).toMatch(/^[ -~\n]*$/);
	});

	it('says one line when there is no room', async () => {
		const { terminal } = open({ start: progress, scenario: { hold: 'frozen' }, columns: 30, rows: 4 });
		await terminal.see('web1 freeze');
		terminal.resize({ columns: 80, rows: 24 });
		await terminal.see('BLACKOUT');
		terminal.resize({ columns: 1, rows: 1 });
		terminal.resize({ columns: 80, rows: 24 });
		await terminal.see('BLACKOUT');
	});

	it('draws everything anew by Ctrl-L, and after a size that came back', async () => {
		const { terminal } = open();
		const screen = await terminal.see('740 MB  4 min');
		for (const [columns, rows] of [
			[10, 2],
			[1, 1],
			[39, 9],
			[200, 3],
		] as const) {
			terminal.resize({ columns, rows });
			terminal.resize({ columns: 80, rows: 24 });
			await terminal.see((now) => now === screen);
			// And slowly, so that both sizes are drawn.
			terminal.resize({ columns, rows });
			await terminal.see((now) => now !== '' && now !== screen);
			terminal.resize({ columns: 80, rows: 24 });
			await terminal.see((now) => now === screen);
		}
		const before = terminal.raw.length;
		terminal.write('\u000c');
		await expect.poll(() => terminal.raw.slice(before), { timeout: 20_000 }).toContain('containers on alpha');
		await terminal.see((now) => now === screen);
	});

	it('shows the percentage in the title, and puts the old one back', async () => {
		const { terminal } = open({ start: progress, scenario: { hold: 'frozen' } });
		await terminal.see('BLACKOUT');
		await expect.poll(() => terminal.raw, { timeout: 20_000 }).toContain('\u001b]0;71 % web1 to beta\u0007');
		terminal.write('d');
		await terminal.exited;
		expect(terminal.raw).toContain('\u001b[23;0t');
	});

	it('is drawn although CI is set', async () => {
		const { terminal } = open({ env: { CI: '' } });
		await terminal.see('web1');
	});
});

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
		throw error;
	}
};
