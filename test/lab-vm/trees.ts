// What the machines are made of: Debian 12's cloud kernel, which tracks changed memory and runs under software
// emulation (Debian 13's panics there), and a Debian 13 root with its LXC and CRIU.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildDebian, type Recipe } from '../lab/debian.ts';
import { checkout } from '../lab/paths.ts';
import { run } from '../lab/run.ts';
import { vmBase } from './paths.ts';

export type Tree = { title: string; path: string; build: (target: string) => Promise<void> };

const tree = (name: string, title: string, recipe: Recipe): Tree => ({
	title,
	path: join(
		vmBase,
		`${name}-${createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12)}`,
	),
	build: (target) => buildDebian(recipe, target),
});

export const kernelTree = tree('kernel', 'the kernel (bookworm, cloud)', {
	suite: 'bookworm',
	script: 'bookworm',
	packages: ['linux-image-cloud-amd64', 'initramfs-tools', 'zstd'],
	// Only what finds and mounts the disk: a full initramfs takes half a minute to unpack under emulation.
	finish: `
		printf 'virtio_pci\\nvirtio_blk\\next4\\ncrc32c_generic\\n' >> /etc/initramfs-tools/modules
		sed -i 's/^MODULES=.*/MODULES=list/; s/^COMPRESS=.*/COMPRESS=gzip/' /etc/initramfs-tools/initramfs.conf
		update-initramfs -u -k all`,
});

export const hostTree = tree('host', 'the machines’ Debian (trixie: LXC 6, CRIU 4.1)', {
	suite: 'trixie',
	script: 'trixie',
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
		...['curl', 'procps', 'kmod', 'iputils-arping', 'iputils-ping', 'ndisc6', 'netcat-openbsd', 'zstd'],
		...['busybox-static', 'libatomic1'],
	],
	finish: `
		mkdir -p /usr/lib/lab
		ln -s ../../bin/busybox /usr/lib/lab/init
		useradd -m -s /bin/bash -p '*' ubuntu
		rm -f /etc/ssh/ssh_host_*
		ln -sf /proc/self/mounts /etc/mtab`,
});

export const trees: readonly Tree[] = [kernelTree, hostTree];

export const isBuilt = (one: Tree): boolean => existsSync(one.path);

export async function buildTree(one: Tree): Promise<void> {
	const unfinished = `${one.path}.building`;
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(dirname(one.path), { recursive: true });
	await one.build(unfinished);
	await rename(unfinished, one.path);
}

/** Trees of older recipes, and half-built ones. */
export async function removeOldTrees(): Promise<void> {
	const current = trees.map(({ path }) => path);
	for (const name of await readdir(vmBase).catch(() => [])) {
		const path = join(vmBase, name);
		if (/^(kernel|host)-/.test(name) && !current.includes(path))
			await rm(path, { recursive: true, force: true });
	}
}

/** The newest kernel of the tree and its initramfs. */
export async function kernelFiles(): Promise<{ kernel: string; initrd: string; version: string }> {
	const boot = join(kernelTree.path, 'boot');
	const kernel = (await readdir(boot)).filter((name) => name.startsWith('vmlinuz-')).at(-1);
	if (kernel === undefined) throw new Error(`no kernel in ${boot}: remove ${kernelTree.path} and try again`);
	const version = kernel.slice('vmlinuz-'.length);
	return { kernel: join(boot, kernel), initrd: join(boot, `initrd.img-${version}`), version };
}

/** What both machines have beside Debian: the kernel's modules and the Node.js that lxc-ferry is run with. */
export async function addCommon(root: string): Promise<void> {
	const { version } = await kernelFiles();
	await mkdir(join(root, 'usr/lib/modules'), { recursive: true });
	await run('cp', ['-a', await modulesOf(version), join(root, 'usr/lib/modules/')]);
	const node = 'node_modules/node/bin/node';
	await mkdir(join(root, 'opt/lxc-ferry', dirname(node)), { recursive: true });
	await cp(join(checkout, node), join(root, 'opt/lxc-ferry', node));
}

async function modulesOf(version: string): Promise<string> {
	const places = ['usr/lib/modules', 'lib/modules'].map((place) => join(kernelTree.path, place, version));
	const found = places.find((place) => existsSync(place));
	if (found === undefined) throw new Error(`no modules of ${version} in ${kernelTree.path}`);
	return found;
}
