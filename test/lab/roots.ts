// The file trees that hosts and containers are copied from. Each is built once, in a directory of its own
// that gets its final name only when complete; the name holds a hash of the recipe.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDebian, type Recipe } from './debian.ts';
import { labFile, otherLabs, rootsDirectory } from './paths.ts';
import { run } from './run.ts';

export type Root = { name: string; title: string; path: string; build: (target: string) => Promise<void> };

function root(name: string, title: string, recipe: string, build: Root['build']): Root {
	const hash = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
	return { name, title, path: join(rootsDirectory, `${name}-${hash}`), build };
}

const debianRoot = (name: string, title: string, recipe: Recipe): Root =>
	root(name, title, JSON.stringify(recipe), (target) => buildDebian(recipe, target));

export const hostRoot = debianRoot('host', 'the hosts’ Debian (forky: LXC 7, CRIU 4.2)', {
	suite: 'forky',
	script: 'sid',
	packages: [
		...[
			'lxc',
			'criu',
			'rsync',
			'openssh-server',
			'openssh-client',
			'sudo',
			'iproute2',
			'nftables',
			'iptables',
		],
		...['curl', 'procps', 'iputils-arping', 'iputils-ping', 'ndisc6', 'netcat-openbsd', 'socat', 'zstd'],
		...['busybox-static', 'ncurses-base', 'less', 'libatomic1'],
	],
	finish: `
		useradd -m -s /bin/bash -p '*' ubuntu
		rm -f /etc/ssh/ssh_host_*
		ln -sf /proc/self/mounts /etc/mtab`,
});

export const containerRoot = debianRoot('container', 'the containers’ Debian (trixie, systemd)', {
	suite: 'trixie',
	script: 'trixie',
	packages: ['systemd', 'systemd-sysv', 'dbus', 'micro-httpd', 'iproute2', 'iputils-ping', 'procps'],
	finish: `
		mkdir -p /var/www/html
		echo 'Meshuggah is the best metal band.' > /var/www/html/index.html
		: > /etc/machine-id
		systemctl mask systemd-networkd.service systemd-resolved.service apt-daily.timer apt-daily-upgrade.timer`,
});

const programs = ['counter', 'shaper'];

export const programRoot = root(
	'programs',
	'the lab’s small programs',
	JSON.stringify(programs.map((name) => readFileSync(labFile(`${name}.c`), 'utf8'))),
	async (target) => {
		await mkdir(target, { recursive: true });
		for (const name of programs)
			await run('gcc', ['-O2', '-static', '-Wall', '-o', join(target, name), labFile(`${name}.c`)]);
	},
);

export const roots: readonly Root[] = [hostRoot, containerRoot, programRoot];

export const isBuilt = (one: Root): boolean => existsSync(one.path);

export async function buildRoot(one: Root): Promise<void> {
	const unfinished = `${one.path}.building`;
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(rootsDirectory, { recursive: true });
	await one.build(unfinished);
	await rename(unfinished, one.path);
}

/** Roots of older recipes and half-built ones. Only when no host stands on them any more, of whatever lab. */
export async function removeOldRoots(): Promise<void> {
	if (otherLabs()) return;
	const current = roots.map((one) => one.path);
	for (const name of await readdir(rootsDirectory).catch(() => [])) {
		const path = join(rootsDirectory, name);
		if (!current.includes(path)) await rm(path, { recursive: true, force: true });
	}
}
