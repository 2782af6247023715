import { chownSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exits, FerryError, UnreachableError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import { runHere } from './command.ts';

/** The user whose ssh is used, when this program was started by `sudo`: their keys and known_hosts count. */
export type SshUser = { name: string; uid: number; gid: number };

/** Reads `SUDO_USER` and friends (sudo(8)); undefined when not started by sudo from another user. */
export const sudoUser = (env: NodeJS.ProcessEnv = process.env): SshUser | undefined => {
	const { SUDO_USER: name, SUDO_UID: uid, SUDO_GID: gid } = env;
	if (!name || name === 'root' || !uid || !gid) return undefined;
	return { name, uid: Number(uid), gid: Number(gid) };
};

/** A private directory for control sockets; their path may not exceed 104 bytes (sun_path), so it is short. */
const controlDir = (user: SshUser | undefined): string => {
	const uid = user?.uid ?? process.getuid?.() ?? 0;
	const root = process.getuid?.() === 0;
	const base = root ? '/run/lxc-ferry' : (process.env['XDG_RUNTIME_DIR'] ?? tmpdir());
	// Others pass through to their own directory below; nobody but root lists or writes it.
	if (root) mkdirSync(base, { recursive: true, mode: 0o711 });
	const dir = join(base, root ? `ssh-${uid}` : `lxc-ferry-ssh-${uid}`);
	mkdirSync(dir, { recursive: true, mode: 0o700 });
	if (root && user !== undefined) chownSync(dir, user.uid, user.gid);
	const { uid: owner, mode } = lstatSync(dir);
	if (owner === uid && (mode & 0o777) === 0o700) return dir;
	throw new FerryError({
		what: `${dir} is not private`,
		why: 'Whoever may write there could take over the ssh connections.',
		next: [`Remove it, then try again: rm -r ${dir}`],
	});
};

export type SshOptions = {
	interactive?: boolean;
	user?: SshUser | undefined;
	control?: string;
	/** In the order in which they are offered; without it ssh's own order. */
	ciphers?: string | undefined;
};

/**
What every connection of ours keeps to, whatever the user's ssh_config says: a host key that nobody has accepted is
asked about where somebody is there to answer, and refused otherwise; a dead link is noticed after 15 seconds.
*/
export const sshRules = (interactive = false): string[] =>
	[
		`BatchMode=${interactive ? 'no' : 'yes'}`,
		`StrictHostKeyChecking=${interactive ? 'ask' : 'yes'}`,
		'ConnectTimeout=10',
		'ServerAliveInterval=5',
		'ServerAliveCountMax=3',
	].flatMap((rule) => ['-o', rule]);

/**
The ssh command line up to the destination: the user's own ssh_config counts otherwise, and one connection is shared
by all commands (ssh_config(5): ControlMaster, ControlPersist).
*/
export const sshCommand = ({
	interactive = false,
	user,
	control = controlDir(user),
	ciphers,
}: SshOptions): string[] => [
	...(user === undefined ? [] : ['/usr/sbin/runuser', '-u', user.name, '--']),
	'ssh',
	...sshRules(interactive),
	'-o',
	'ControlMaster=auto',
	'-o',
	'ControlPersist=60',
	'-o',
	`ControlPath=${control}/%C`,
	...(ciphers === undefined ? [] : ['-o', `Ciphers=${ciphers}`]),
];

const readCpu = (): string => {
	try {
		return readFileSync('/proc/cpuinfo', 'utf8');
	} catch {
		return '';
	}
};

const fast = 'aes128-gcm@openssh.com';

/**
The ciphers that ssh would offer to a host (ssh(1), -G), none more and none less, with the one first that a CPU with
AES instructions does fastest: measured a quarter faster than chacha20, and memory goes through it in the blackout.
*/
export const quickCiphers = async (
	destination: string,
	{ user }: SshOptions,
	cpu: string = readCpu(),
): Promise<string | undefined> => {
	if (!/^flags\s*:.*\baes\b/m.test(cpu)) return undefined;
	const asUser = user === undefined ? [] : ['/usr/sbin/runuser', '-u', user.name, '--'];
	const { exit, stdout } = await runHere([...asUser, 'ssh', '-G', '--', destination], { timeoutMs: 5000 });
	const offered = /^ciphers (.+)$/m.exec(stdout)?.[1]?.split(',') ?? [];
	if (exit !== 0 || !offered.includes(fast)) return undefined;
	return [fast, ...offered.filter((cipher) => cipher !== fast)].join(',');
};

const causes: {
	pattern: RegExp;
	what: (host: string) => string;
	why: string;
	next: (host: string) => string[];
}[] = [
	{
		pattern: /Could not resolve hostname/,
		what: (host) => `The host ${host} is not known`,
		why: 'Its name is neither in ssh_config nor in the name service.',
		next: (host) => ['Check the spelling.', `Try it by hand: ssh ${host} true`],
	},
	{
		pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
		what: (host) => `The key of ${host} has changed`,
		why: 'ssh knows another key for this host: it was installed anew, or somebody stands in between.',
		next: () => ['Ask who runs the host, then correct known_hosts with ssh-keygen -R.'],
	},
	{
		pattern: /Host key verification failed|No .* host key is known/,
		what: (host) => `The key of ${host} is not trusted yet`,
		why: 'ssh has never been told that this key belongs to this host, and lxc-ferry never accepts one silently.',
		next: (host) => [`Connect once by hand, compare the fingerprint and answer yes: ssh ${host} true`],
	},
	{
		pattern: /Permission denied|Too many authentication failures/,
		what: (host) => `${host} does not let you in`,
		why: 'No key or agent was accepted, and lxc-ferry asks for no passwords while it works.',
		next: (host) => [`Copy your key there: ssh-copy-id ${host}`, `Then try: ssh ${host} true`],
	},
	{
		pattern:
			/Connection refused|No route to host|timed out|Network is unreachable|Connection closed|Connection reset/,
		what: (host) => `${host} can't be reached`,
		why: 'The network or the ssh server there does not answer.',
		next: (host) => [`Try it by hand: ssh ${host} true`],
	},
];

/** Turns what ssh said (its exit status was 255) into an error with a remedy. */
export const sshError = (host: string, stderr: string): UnreachableError => {
	const said = printable(stderr).trim();
	const cause = causes.find(({ pattern }) => pattern.test(stderr));
	return new UnreachableError(
		{
			what: cause?.what(host) ?? `ssh could not reach ${host}`,
			why: cause?.why ?? 'ssh gave up.',
			next: cause?.next(host) ?? [`Try it by hand: ssh ${host} true`],
			evidence: said.split('\n').slice(-3),
		},
		exits.unexpected,
	);
};

/** Ends the shared connection once nobody uses it any more (ssh(1), -O stop): another migration or a screen may. */
export const closeMaster = async (destination: string, options: SshOptions): Promise<void> => {
	await runHere([...sshCommand(options), '-O', 'stop', destination], { timeoutMs: 5000 });
};
