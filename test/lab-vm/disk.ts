// A machine's disk: one ext4 file system, made from the trees and the machine's identity without booting anything.
import { copyFile, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identityOf, makeKeys, writeFiles } from '../lab/identity.ts';
import { addresses } from '../lab/paths.ts';
import { run } from '../lab/run.ts';
import { diskOf, machineDirectory, type VmName } from './paths.ts';
import { addCommon, hostTree } from './trees.ts';

const size = 14 * 2 ** 30;

const bootFile = fileURLToPath(new URL('./boot.sh', import.meta.url));

const macs: Record<VmName, string> = { alpha: '02:00:0a:00:03:01', beta: '02:00:0a:00:03:02' };

/** Mounts the layers in a mount namespace of its own, which ends with it, and makes the file system of what is seen. */
const make = `set -eu
mount -t tmpfs merged "$1/merged"
mkdir "$1/merged/root"
mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" root "$1/merged/root"
mke2fs -q -F -t ext4 -L root -E lazy_itable_init=1,lazy_journal_init=1 -d "$1/merged/root" "$3"
`;

/** A new disk; what the machine was before is gone. */
export async function makeDisk(name: VmName): Promise<void> {
	const directory = machineDirectory(name);
	await rm(directory, { recursive: true, force: true });
	for (const part of ['upper', 'work', 'merged']) await mkdir(join(directory, part), { recursive: true });
	const upper = join(directory, 'upper');
	await makeKeys();
	const network = `LINK=${addresses[name].link}\nLAN=${addresses[name].lan}\nMAC=${macs[name]}\n`;
	const inittab = '::sysinit:/etc/vm-boot\n::ctrlaltdel:/bin/busybox poweroff -f\n';
	await addCommon(upper);
	await writeFiles(upper, hostTree.path, [
		...(await identityOf(name)).filter(({ path }) => path !== 'etc/inittab'),
		{ path: 'etc/inittab', text: inittab },
		{ path: 'etc/lab-network', text: network },
	]);
	await copyFile(bootFile, join(upper, 'etc/vm-boot'));
	await run('chmod', ['755', join(upper, 'etc/vm-boot')]);
	const unfinished = `${diskOf(name)}.making`;
	await writeFile(unfinished, '');
	await truncate(unfinished, size);
	await run('setpriv', [
		...['--pdeathsig', 'KILL', 'unshare', '--mount', '--fork', '--kill-child'],
		...['/bin/sh', '-c', make, 'make', directory, hostTree.path, unfinished],
	]);
	await rename(unfinished, diskOf(name));
	for (const part of ['upper', 'work', 'merged'])
		await rm(join(directory, part), { recursive: true, force: true });
}
