import { hostname } from 'node:os';
import { exits, FerryError } from '../model/error.ts';
import { quoteAll } from '../model/quote.ts';
import { type RunOptions, runHere, startHere } from './command.ts';
import type { Host } from './host.ts';
import { closeMaster, quickCiphers, type SshOptions, sshCommand, sshError, sudoUser } from './ssh.ts';

const isRoot = () => process.getuid?.() === 0;

/** ssh's own failures; a remote command can't be told from ssh by this status alone, its message can. */
const sshFailed = 255;

/** sudo by its full path, and never asking. */
const bySudo = (argv: readonly string[]): string[] => ['/usr/bin/sudo', '-n', '--', ...argv];

/** As root directly, else by sudo: which of the two is decided on the host, so that no round trip is spent on it. */
const asRoot = (argv: readonly string[]): string =>
	`if [ "$(id -u)" = 0 ]; then exec ${quoteAll(argv)}; else exec ${quoteAll(bySudo(argv))}; fi`;

/**
The limit of a command holds on its host too (timeout(1)), for all that it started: when a link breaks, sshd keeps what
waits for its input for hours, until TCP gives up; here what a command leaves behind would hold its output open. It is
inside of sudo, because only root may end what root runs.
*/
const limited = (argv: readonly string[], timeoutMs: number | undefined): string[] =>
	timeoutMs === undefined ? [...argv] : ['timeout', '-k', '5', String(Math.ceil(timeoutMs / 1000)), ...argv];

const localHost = (name: string): Host => {
	const command: Host['command'] = (argv, options = {}) =>
		options.root && !isRoot() ? bySudo(argv) : [...argv];
	return {
		name,
		local: true,
		command,
		run: (argv, options = {}) => runHere(command(limited(argv, options.timeoutMs), options), options),
		start: (argv, options = {}) => startHere(command(argv, options)),
		async close() {},
	};
};

const remoteHost = (destination: string, options: SshOptions): Host => {
	const ssh = sshCommand(options);
	const commandLine = (
		argv: readonly string[],
		{ root = false, timeoutMs }: Pick<RunOptions, 'root' | 'timeoutMs'> = {},
	): string[] => [
		...ssh,
		// Forwardings of the user's own configuration are not ours to open.
		'-o',
		'ClearAllForwardings=yes',
		'--',
		destination,
		root ? asRoot(limited(argv, timeoutMs)) : quoteAll(limited(argv, timeoutMs)),
	];
	const command: Host['command'] = (argv, { root = false } = {}) => commandLine(argv, { root });
	return {
		name: destination,
		local: false,
		destination,
		ssh,
		command,
		async run(argv, runOptions = {}) {
			const result = await runHere(commandLine(argv, runOptions), runOptions);
			if (result.exit === sshFailed && !runOptions.signal?.aborted)
				throw sshError(destination, result.stderr);
			return result;
		},
		start: (argv, startOptions = {}) => startHere(command(argv, startOptions)),
		close: () => closeMaster(destination, options),
	};
};

/** Refuses what ssh would take for an option; anything else is ssh's to judge. */
export const checkDestination = (destination: string): void => {
	if (/^-|[\s\p{Cc}]/u.test(destination) || destination === '') {
		throw new FerryError(
			{
				what: `"${destination}" is not an ssh destination`,
				next: ['Write [user@]host or a name from ssh_config.'],
			},
			exits.usage,
		);
	}
};

/** Whether a destination means this machine without ssh. */
const isLocal = (destination: string): boolean => destination === 'localhost';

/** What a host is called to people and in journals: elsewhere, `localhost` would be another machine. */
export const nameOf = (destination: string): string => (isLocal(destination) ? hostname() : destination);

/**
A host by its ssh destination; `localhost` is this machine, without ssh. Nothing is sent yet: the first command
opens the shared connection. With `interactive` it is opened now, so that ssh may ask at a normal prompt. With `bulk`
much will be sent, and the fastest cipher is worth a look at ssh's settings.
*/
export const connect = async (
	destination: string,
	{ interactive = false, bulk = false, user = sudoUser() }: SshOptions & { bulk?: boolean } = {},
): Promise<Host> => {
	checkDestination(destination);
	if (isLocal(destination)) return localHost(hostname());
	const ciphers = bulk ? await quickCiphers(destination, { user }) : undefined;
	if (interactive) {
		const opened = await runHere([...sshCommand({ interactive, user, ciphers }), '--', destination, 'true']);
		if (opened.exit === sshFailed) throw sshError(destination, opened.stderr);
	}
	return remoteHost(destination, { user, ciphers });
};
