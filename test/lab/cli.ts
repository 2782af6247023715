// npm run lab -- up | down | status | reset [CONTAINER...] | shell HOST | exec HOST -- COMMAND...
import { labCommand } from './command.ts';
import { withLock } from './lock.ts';
import { type ContainerName, containerNames, type HostName, hostNames, lxcHosts } from './paths.ts';
import { requireMachine } from './require.ts';

const usage = `Usage: npm run lab -- COMMAND
  up [CONTAINER...]         bring up what is not up: hosts alpha, beta, client and the containers (all, or these)
  down                      switch everything off and remove it; built roots are kept
  status                    what runs where
  reset [CONTAINER...]      the containers new and running on alpha, gone from beta; lxc-ferry's leftovers removed
  shell HOST                a shell on a host
  exec HOST -- COMMAND...   a command on a host, with its exit code
Hosts: ${hostNames.join(', ')}. Containers: ${containerNames.join(', ')}.`;

class UsageError extends Error {}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function names(words: readonly string[]): ContainerName[] {
	const unknown = words.find((word) => !containerNames.some((name) => name === word));
	if (unknown !== undefined) throw new UsageError(`no such container in the lab: ${unknown}`);
	return containerNames.filter((name) => words.length === 0 || words.includes(name));
}

function enter(word: string | undefined, argv: readonly string[]): never {
	const host = hostNames.find((name) => name === word) as HostName | undefined;
	if (!host) throw new UsageError(`no such host in the lab: ${word ?? '(none given)'}`);
	const [file = '', ...args] = labCommand(host, argv);
	const env = Object.entries(process.env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined,
	);
	// The command takes this process's place: signals, terminal and exit code are its own.
	process.execve?.(file, [file, ...args], Object.fromEntries(env));
	throw new Error('this Node is too old: start the lab by `npm run lab`, which brings its own');
}

async function main([command, ...words]: string[]): Promise<number> {
	if (command) requireMachine();
	switch (command) {
		case 'up': {
			const { up } = await import('./up.ts');
			await withLock(say, () => up(say, names(words)));
			return 0;
		}
		case 'down': {
			const { down } = await import('./down.ts');
			await withLock(say, down);
			return 0;
		}
		case 'reset': {
			const { reset } = await import('./container-state.ts');
			// Says what to do where a host is not up.
			for (const host of lxcHosts) labCommand(host, ['true']);
			await withLock(say, () => reset(names(words)));
			return 0;
		}
		case 'status': {
			const { status } = await import('./status.ts');
			console.log(status());
			return 0;
		}
		case 'shell':
			return enter(words[0], ['/bin/bash', '-l']);
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
	say(`lab: ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof UsageError) say(usage);
	process.exitCode = error instanceof UsageError ? 2 : 1;
}
