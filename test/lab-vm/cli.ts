// npm run lab:vm -- up | down | status | reset | measure | exec HOST -- COMMAND...
import { withLock } from '../lab/lock.ts';
import { requireMachine } from '../lab/require.ts';
import { vmCommand } from './command.ts';
import { type VmName, vmNames } from './paths.ts';

const usage = `Usage: npm run lab:vm -- COMMAND
  up                        bring up what is not up: two virtual machines and the container mem1
  down                      switch both off and remove their disks; what they are built from is kept
  status                    what runs where
  reset                     mem1 new and running on alpha, gone from beta
  measure [WAY...]          what a client sees of a migration by seed, stop-and-copy, stream, pre-copy, post-copy (all, or these)
  faults [WORD...]          breaks something while the memory of a post-copy follows, row by row (all, or with a word)
  exec HOST -- COMMAND...   a command in a machine, with its exit code
Machines: ${vmNames.join(', ')}. Environment: LXC_FERRY_LAB_MEM_MB (400) and LXC_FERRY_LAB_DIRTY_PAGES (10, each
10 ms) for mem1, LXC_FERRY_VM_MEM_MB (5120) and LXC_FERRY_VM_CPUS (2) for each machine.
It is slow: QEMU emulates the processor, so that it works where KVM does not.`;

class UsageError extends Error {}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function enter(word: string | undefined, argv: readonly string[]): never {
	const host = vmNames.find((name) => name === word) as VmName | undefined;
	if (!host) throw new UsageError(`no such machine: ${word ?? '(none given)'}`);
	const [file = '', ...args] = vmCommand(host, argv, { tty: process.stdin.isTTY === true });
	const env = Object.entries(process.env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined,
	);
	// The command takes this process's place: signals, terminal and exit code are its own.
	process.execve?.('/usr/bin/env', ['env', file, ...args], Object.fromEntries(env));
	throw new Error('this Node is too old: start the lab by `npm run lab:vm`, which brings its own');
}

async function main([command, ...words]: string[]): Promise<number> {
	if (command) requireMachine();
	switch (command) {
		case 'up':
		case 'reset': {
			const { up } = await import('./up.ts');
			await withLock(say, () => up(say, command === 'reset'), 'vm');
			return 0;
		}
		case 'down': {
			const { down } = await import('./up.ts');
			await withLock(say, down, 'vm');
			return 0;
		}
		case 'status': {
			const { status } = await import('./status.ts');
			console.log(await status());
			return 0;
		}
		case 'measure': {
			const { up } = await import('./up.ts');
			const { measureAll, ways } = await import('./measure.ts');
			const unknown = words.find((word) => !ways.some((way) => way === word));
			if (unknown !== undefined) throw new UsageError(`no such way: ${unknown}`);
			const wanted = ways.filter((way) => words.length === 0 || words.includes(way));
			await withLock(
				say,
				async () => {
					await up(say, false);
					await measureAll(wanted, say);
				},
				'vm',
			);
			return 0;
		}
		case 'faults': {
			const { up } = await import('./up.ts');
			const { runFaults } = await import('./faults.ts');
			let good = false;
			await withLock(
				say,
				async () => {
					await up(say, false);
					good = await runFaults(words, say);
				},
				'vm',
			);
			return good ? 0 : 1;
		}
		case 'exec': {
			const argv = words[1] === '--' ? words.slice(2) : words.slice(1);
			if (argv.length === 0) throw new UsageError('exec needs a command');
			return enter(words[0], argv);
		}
		default:
			throw new UsageError(command ? `no such command: ${command}` : 'no command given');
	}
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	say(`lab:vm: ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof UsageError) say(usage);
	process.exitCode = error instanceof UsageError ? 2 : 1;
}
