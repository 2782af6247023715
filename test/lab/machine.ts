// What the lab needs of the machine it runs on, and the packages it installs there by itself.
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.ts';

const packages: { name: string; has: () => boolean }[] = [
	{ name: 'debootstrap', has: () => onPath('debootstrap') },
	{ name: 'iproute2', has: () => onPath('ip') && onPath('tc') },
	{ name: 'util-linux', has: () => onPath('nsenter') && onPath('unshare') && onPath('setpriv') },
	{ name: 'rsync', has: () => onPath('rsync') },
	{ name: 'openssh-client', has: () => onPath('ssh-keygen') },
	// Not for the lab itself, but for what is tried in it: a migration as a person does it.
	{ name: 'tmux', has: () => onPath('tmux') },
	{ name: 'gcc', has: () => onPath('gcc') },
	{ name: 'libc6-dev', has: () => onPath('gcc') && existsSync('/usr/include/stdio.h') },
	{ name: 'debian-archive-keyring', has: () => existsSync('/usr/share/keyrings/debian-archive-keyring.gpg') },
];

function onPath(program: string): boolean {
	const path = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
	return path.split(delimiter).some((directory) => {
		try {
			accessSync(join(directory, program), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

/**
CRIU grows its pipes beyond the usual limit when it serves the memory of a post-copy, and may not without
CAP_SYS_RESOURCE, which such a machine has not. The kernel has one limit for all hosts of the lab; it stays raised.
*/
export function enlargePipes(): void {
	const limit = '/proc/sys/fs/pipe-max-size';
	const wanted = 4 * 1024 * 1024;
	if (Number(readFileSync(limit, 'utf8')) < wanted) writeFileSync(limit, `${wanted}`);
}

export const missingPackages = (): string[] => packages.filter((one) => !one.has()).map((one) => one.name);

export async function installPackages(): Promise<void> {
	const missing = missingPackages();
	if (missing.length === 0) return;
	if (!onPath('apt-get'))
		throw new Error(`apt-get is not on this machine: install ${missing.join(', ')} in its own way`);
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	try {
		await run('apt-get', ['-q', 'update'], { env, timeout: 300_000 });
		await run(
			'apt-get',
			['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', 'install', ...missing],
			{
				env,
				timeout: 600_000,
			},
		);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`can't install ${missing.join(', ')}: check that apt reaches its mirror\n${reason}`);
	}
}
