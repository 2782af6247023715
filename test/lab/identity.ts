// What makes one copy of the Debian root this host and not the other: names, keys, users' rights.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addresses, base, type HostName, hostNames, lxcHosts } from './paths.ts';
import { run } from './run.ts';

type File = { path: string; text: string; mode?: number; owner?: number };

/** `ubuntu`, made by the recipe of the hosts' root. */
const ubuntu = 1000;

const keyNames = hostNames.flatMap((name) => [`host-${name}`, `root@${name}`, `ubuntu@${name}`]);

const keyPath = (name: string): string => join(base, 'keys', name);

/** Key pairs are made once and kept: a restarted host is still the same host. */
export async function makeKeys(): Promise<void> {
	await mkdir(join(base, 'keys'), { recursive: true, mode: 0o700 });
	for (const name of keyNames) {
		if (existsSync(`${keyPath(name)}.pub`)) continue;
		await rm(keyPath(name), { force: true });
		await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', keyPath(name)]);
	}
}

async function key(name: string): Promise<{ secret: string; shared: string }> {
	const path = keyPath(name);
	return { secret: await readFile(path, 'utf8'), shared: (await readFile(`${path}.pub`, 'utf8')).trim() };
}

const sshd = `HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
UsePAM no
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
MaxStartups 100
`;

/** Debian's lxc.service starts what has lxc.start.auto; so does this, once the host can be reached. */
const boot = `#!/bin/sh
ip link set lo up
sysctl -q -w net.ipv4.ip_forward=1
/usr/sbin/sshd
touch /run/lab-booted
lxc-autostart -a
`;

const wrapper = `#!/bin/sh
exec /opt/lxc-ferry/node_modules/node/bin/node /opt/lxc-ferry/dist/cli.js "$@"
`;

const profile = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n';

/** The files of one host. `stranger` is beta under a name whose key nobody has. */
export async function identityOf(host: HostName): Promise<File[]> {
	const hostKey = await key(`host-${host}`);
	const users = await Promise.all(['root', 'ubuntu'].map((user) => key(`${user}@${host}`)));
	const others = await Promise.all(
		hostNames.flatMap((name) => ['root', 'ubuntu'].map((user) => key(`${user}@${name}`))),
	);
	const known = await Promise.all(
		lxcHosts.map(async (name) => {
			const [type, blob] = (await key(`host-${name}`)).shared.split(' ');
			return `${name},${addresses[name].link} ${type} ${blob}\n`;
		}),
	);
	const hosts = hostNames.map((name) => `${addresses[name].link} ${name}\n`).join('');
	const homes = [
		{ home: 'root', owner: 0, pair: users[0] },
		{ home: 'home/ubuntu', owner: ubuntu, pair: users[1] },
	];
	return [
		{ path: 'etc/hostname', text: `${host}\n` },
		{ path: 'etc/machine-id', text: `${createHash('md5').update(hostKey.shared).digest('hex')}\n` },
		{
			path: 'etc/hosts',
			text: `127.0.0.1 localhost\n::1 localhost\n${hosts}${addresses.beta.link} stranger\n`,
		},
		{ path: 'etc/inittab', text: '::sysinit:/etc/lab-boot\n' },
		{ path: 'etc/lab-boot', text: boot, mode: 0o755 },
		{ path: 'etc/environment', text: profile },
		{ path: 'etc/ssh/sshd_config', text: sshd },
		{ path: 'etc/ssh/ssh_host_ed25519_key', text: hostKey.secret, mode: 0o600 },
		{ path: 'etc/ssh/ssh_host_ed25519_key.pub', text: `${hostKey.shared}\n` },
		{ path: 'etc/sudoers.d/ubuntu', text: 'ubuntu ALL=(ALL) NOPASSWD: ALL\n', mode: 0o440 },
		{ path: 'usr/bin/lxc-ferry', text: wrapper, mode: 0o755 },
		...homes.flatMap(({ home, owner, pair }) => [
			{ path: `${home}/.ssh/id_ed25519`, text: pair?.secret ?? '', mode: 0o600, owner },
			{ path: `${home}/.ssh/id_ed25519.pub`, text: `${pair?.shared}\n`, owner },
			{
				path: `${home}/.ssh/authorized_keys`,
				text: others.map((one) => `${one.shared}\n`).join(''),
				mode: 0o600,
				owner,
			},
			{ path: `${home}/.ssh/known_hosts`, text: known.join(''), mode: 0o600, owner },
			{
				path: `${home}/.ssh/config`,
				text: lxcHosts.map((name) => `Host ${name}\n\tHostName ${addresses[name].link}\n`).join(''),
				mode: 0o600,
				owner,
			},
		]),
	];
}

/** Makes a directory in the upper layer like the one it covers in the lower layer. */
async function cover(upper: string, lower: string, path: string): Promise<void> {
	const target = join(upper, path);
	if (path === '.' || existsSync(target)) return;
	await cover(upper, lower, dirname(path));
	await mkdir(target);
	const like = await stat(join(lower, path)).catch(() => undefined);
	if (!like) return;
	await chmod(target, like.mode & 0o7777);
	await chown(target, like.uid, like.gid);
}

export async function writeFiles(upper: string, lower: string, files: readonly File[]): Promise<void> {
	for (const { path, text, mode = 0o644, owner = 0 } of files) {
		await cover(upper, lower, dirname(path));
		const target = join(upper, path);
		await writeFile(target, text);
		await chmod(target, mode);
		await chown(target, owner, owner);
		if (!path.includes('/.ssh/')) continue;
		await chmod(dirname(target), 0o700);
		await chown(dirname(target), owner, owner);
	}
}
