// How a command gets into a machine: by ssh from inside the lab's namespace, over one kept connection.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, base } from '../lab/paths.ts';
import { inside } from './network.ts';
import { machinesDirectory, type VmName } from './paths.ts';

const controls = join(machinesDirectory, 'ssh');

/** ssh with the lab's own keys; the user's configuration and known hosts are not looked at. */
export function sshArgs(): string[] {
	mkdirSync(controls, { recursive: true, mode: 0o700 });
	return [
		...[
			'-F',
			'none',
			'-i',
			join(base, 'keys', 'root@client'),
			'-o',
			'IdentitiesOnly=yes',
			'-o',
			'BatchMode=yes',
		],
		// Anew with each disk, and on a wire that nobody else is on.
		...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'],
		...['-o', 'ConnectTimeout=20', '-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=6'],
		...['-o', 'ControlMaster=auto', '-o', 'ControlPersist=600', '-o', `ControlPath=${controls}/%C`],
	];
}

const quote = (word: string): string =>
	/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command of this machine that runs `argv` inside the virtual one, as root. */
export const vmCommand = (name: VmName, argv: readonly string[], { tty = false } = {}): string[] =>
	inside([
		'ssh',
		...sshArgs(),
		...(tty ? ['-t'] : []),
		`root@${addresses[name].link}`,
		argv.map(quote).join(' '),
	]);

/** Where rsync finds a path of the machine, with the options that take it there. */
export const rsyncTo = (name: VmName, path: string): string[] => [
	'-e',
	['ssh', ...sshArgs()].join(' '),
	`root@${addresses[name].link}:${path}`,
];
