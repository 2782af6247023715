// That docs/sudoers is enough, and is all: migrations to and from a host whose user may do exactly that.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownLab } from './own-lab.ts';

// A lab of its own: rights are taken away from a user there.
ownLab('sudoers');
const { hostsOf, reset } = await import('./container-state.ts');
const { down } = await import('./down.ts');
const { labExec } = await import('./exec.ts');
const { settledTraces } = await import('./faults/drive.ts');
const { killEngine } = await import('./faults/kit.ts');
const { finished, installProgram, runProgram, start } = await import('./faults/program.ts');
const { instants } = await import('./faults/row.ts');
const { checkout } = await import('./paths.ts');
const { up } = await import('./up.ts');

const file = readFileSync(join(checkout, 'docs/sudoers'), 'utf8');
const granted = new Set(file.match(/\/(usr\/)?s?bin\/[\w-]+/g));
const silent = (): void => undefined;

const write = (path: string, text: string) =>
	labExec('beta', ['sh', '-c', 'cat >"$1" && chmod 440 "$1"', 'sh', path], { input: text });

beforeAll(async () => {
	await up(silent, ['count1']);
	await installProgram();
	await labExec('beta', ['rm', '-f', '/etc/sudoers.d/ubuntu']);
	await write('/etc/sudoers.d/lxc-ferry', file);
	await write('/etc/sudoers.d/log', 'Defaults logfile=/var/log/sudo.log\n');
	await labExec('beta', ['visudo', '-c']);
}, 600_000);
afterAll(() => down());

const run = async (...words: string[]): Promise<void> => {
	const { exit, output } = await runProgram('alpha', [...words, '--yes', '--plain']);
	expect(exit, output).toBe(0);
};

test('there and back, both methods, and the copy on the source discarded', async () => {
	await reset(['count1']);
	await run('migrate', 'count1', 'ubuntu@beta', '--method', 'stream');
	expect(hostsOf('count1')).toEqual(['beta']);
	await run(
		'migrate',
		'count1',
		'localhost',
		'--source',
		'ubuntu@beta',
		'--method',
		'stream',
		'--discard-source',
	);
	await run('migrate', 'count1', 'ubuntu@beta', '--method', 'stop-and-copy');
	await run('migrate', 'count1', 'localhost', '--source', 'ubuntu@beta', '--method', 'stop-and-copy');
	expect(hostsOf('count1')).toEqual(['alpha']);
	expect(await settledTraces()).toEqual([]);
});

test('a rollback from the target', async () => {
	await reset(['count1']);
	const words = ['migrate', 'count1', 'ubuntu@beta', '--yes', '--plain', '--method', 'stream'];
	const program = await start('alpha', words, { at: instants.verify });
	await program.held();
	await killEngine(program);
	await finished(program);
	const { exit, output } = await runProgram('alpha', ['rollback', 'last', '--yes', '--plain']);
	expect(exit, output).toBe(4);
	expect(hostsOf('count1')).toEqual(['alpha']);
	expect(await settledTraces()).toEqual([]);
});

test('what is fixed counts after a restart by that user', async () => {
	await reset(['count1']);
	await run('migrate', 'count1', 'ubuntu@beta', '--method', 'stop-and-copy');
	await labExec('beta', ['sed', '-i', '/^lxc.console.path/d', '/var/lib/lxc/count1/config']);
	const words = ['check', 'count1', 'localhost', '--source', 'ubuntu@beta', '--fix', '--restart', '--yes'];
	const { exit, output } = await runProgram('alpha', words);
	expect(output).toContain('Restarting count1');
	expect(exit, output).toBe(0);
	expect(hostsOf('count1')).toEqual(['beta']);
	const { stdout } = await labExec('beta', ['cat', '/var/lib/lxc/count1/config']);
	expect(stdout).toMatch(/^lxc.console.path = none$/m);
});

test('it is seen in the list', async () => {
	const { exit, output } = await runProgram('alpha', ['list', 'ubuntu@beta']);
	expect(exit, output).toBe(0);
	expect(output).toMatch(/count1 .*running/i);
});

test('nothing else was asked of sudo, and none of it was refused', async () => {
	const { stdout } = await labExec('beta', ['cat', '/var/log/sudo.log']);
	const log = stdout.replaceAll(/\n\s+/g, ' ');
	expect(log).not.toContain('command not allowed');
	const commands = [...log.matchAll(/COMMAND=(\S+)(?: -k 5 \d+ (\S+))?/g)];
	const used = new Set(commands.map(([, command = '', limited]) => limited ?? command));
	// timeout(1) is given names without a path: sudo's secure_path has one of each.
	const names = new Set([...granted].map((path) => basename(path)));
	expect([...used].filter((command) => !granted.has(command) && !names.has(command))).toEqual([]);
	expect(commands.map(([, command = '']) => command).filter((command) => !granted.has(command))).toEqual([]);
	expect(used.size).toBeGreaterThan(8);
});

test('without sudo it is refused before anything is changed', async () => {
	await reset(['count1']);
	await write('/etc/sudoers.d/lxc-ferry', '# nothing\n');
	const { exit, output } = await runProgram('alpha', [
		'migrate',
		'count1',
		'ubuntu@beta',
		'--yes',
		'--plain',
	]);
	await write('/etc/sudoers.d/lxc-ferry', file);
	expect(exit, output).toBe(3);
	expect(output).toMatch(/sudo|root/);
	expect(hostsOf('count1')).toEqual(['alpha']);
	expect(await settledTraces()).toEqual([]);
});
