// What the lab's containers have in common: the type, the network lines, the small busybox root.
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerName, containerAddresses, containerNames } from '../paths.ts';
import { hostRoot, programRoot } from '../roots.ts';

export type Container = {
	name: ContainerName;
	/**
	 * Fills the container's directory (/var/lib/lxc/NAME on the host) with config and rootfs. What earlier ones
	 * left in their directories may be taken from `old`.
	 */
	create: (directory: string, old: readonly string[]) => Promise<void>;
	/** A command on the host that succeeds when the container does its work. */
	ready: readonly string[];
};

/** The lines that lxc-create writes on Debian, with a static address. */
export function basicConfig(name: ContainerName): string {
	const number = containerNames.indexOf(name) + 1;
	return `# For additional config options, please look at lxc.container.conf(5)
lxc.include = /usr/share/lxc/config/common.conf
lxc.arch = linux64

# Container specific configuration
lxc.rootfs.path = dir:/var/lib/lxc/${name}/rootfs
lxc.uts.name = ${name}

# Network configuration
lxc.net.0.type = veth
lxc.net.0.link = lxcbr0
lxc.net.0.flags = up
lxc.net.0.name = eth0
lxc.net.0.hwaddr = 00:16:3e:0a:03:0${number}
lxc.net.0.ipv4.address = ${containerAddresses[name]}/24
`;
}

/** What CRIU needs: no terminals from outside, no file system of the host's. */
export const migratable = `
# So that CRIU can dump it: no console, no ttys, no /dev/console, no mounts of the host's
lxc.console.path = none
lxc.tty.max = 0
lxc.cgroup2.devices.deny = c 5:1 rwm
lxc.mount.entry =
`;

/** Milliseconds between two lines of a counter. */
export const countInterval = process.env.LXC_FERRY_LAB_COUNT_MS ?? '10';

/** A busybox root whose init keeps one counter running with these variables. */
export async function smallRoot(
	rootfs: string,
	variables: Record<string, string | number> = {},
	busybox = join(hostRoot.path, 'usr/bin/busybox'),
): Promise<void> {
	for (const name of ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sbin', 'sys', 'tmp', 'var'])
		await mkdir(join(rootfs, name), { recursive: true });
	await copyFile(busybox, join(rootfs, 'bin/busybox'));
	await copyFile(join(programRoot.path, 'counter'), join(rootfs, 'bin/counter'));
	for (const name of ['busybox', 'counter']) await chmod(join(rootfs, 'bin', name), 0o755);
	for (const name of ['sh', 'env', 'ps', 'ip', 'ls', 'cat', 'true', 'kill', 'sleep'])
		await symlink('busybox', join(rootfs, 'bin', name));
	await symlink('../bin/busybox', join(rootfs, 'sbin/init'));
	const settings = Object.entries({ COUNT_MS: countInterval, ...variables }).map(
		([name, value]) => ` ${name}=${value}`,
	);
	await writeFile(join(rootfs, 'etc/inittab'), `::respawn:/bin/env${settings.join('')} /bin/counter\n`);
	await writeFile(join(rootfs, 'etc/passwd'), 'root::0:0:root:/root:/bin/sh\n');
}

/** Ready when the counter sends a line. */
export const counts = (name: ContainerName): readonly string[] => [
	'sh',
	'-c',
	`test -n "$(timeout 1 nc ${containerAddresses[name]} 7000 | head -n 1)"`,
];
