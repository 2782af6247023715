// Small containers of the lab in each of which one thing stands in the way of a migration.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallRoot } from '../containers/common.ts';
import { labExec } from '../exec.ts';
import { base, type HostName, lxcPath } from '../paths.ts';
import { run } from '../run.ts';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'caveat.c');
/** Made once for each version of its source. */
const program = join(
	base,
	`caveat-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)}`,
);

export type Caveat = {
	/** What `caveat` (caveat.c) does in it, with its arguments; nothing when left out. */
	kind?: string;
	/** Lines of configuration behind those that make it migratable. */
	config?: string;
	/** Instead of `config`: the whole configuration but rootfs, name and network. */
	bare?: string;
	/** A command on the source before it starts. */
	before?: string;
	/** A command on the source when it runs. */
	after?: string;
	/** A command on the source that cleans up what the other two made. */
	cleanup?: string;
};

const build = async (): Promise<void> => {
	if (existsSync(program)) return;
	// Renamed when complete: two runs may build it at once.
	const unfinished = `${program}.${process.pid}`;
	await run('gcc', ['-O1', '-static', '-o', unfinished, source]);
	await rename(unfinished, program);
};

const configOf = (
	name: string,
	address: string,
	{ config = '', bare }: Caveat,
): string => `lxc.include = /usr/share/lxc/config/common.conf
lxc.rootfs.path = dir:/var/lib/lxc/${name}/rootfs
lxc.uts.name = ${name}
lxc.net.0.type = veth
lxc.net.0.link = lxcbr0
lxc.net.0.flags = up
lxc.net.0.name = eth0
lxc.net.0.ipv4.address = ${address}/24
${bare ?? `lxc.console.path = none\nlxc.tty.max = 0\nlxc.mount.entry =\n${config}`}
`;

const sh = async (host: HostName, command: string, timeout = 30_000): Promise<string> => {
	const { stdout, stderr, exitCode } = await labExec(host, ['sh', '-c', command], { reject: false, timeout });
	if (exitCode !== 0) throw new Error(`${host}: ${command}\nended with ${exitCode}: ${stderr}`);
	return stdout;
};

/** Makes the container and waits until the situation in it is there. */
export const makeCaveat = async (
	host: HostName,
	name: string,
	caveat: Caveat,
	address = '10.0.3.130',
): Promise<void> => {
	await build();
	await removeCaveat(host, name);
	const directory = join(lxcPath(host), name);
	const rootfs = join(directory, 'rootfs');
	await mkdir(directory, { recursive: true });
	await smallRoot(rootfs);
	await mkdir(join(rootfs, 'mnt'), { recursive: true });
	await copyFile(program, join(rootfs, 'bin/caveat'));
	await chmod(join(rootfs, 'bin/caveat'), 0o755);
	if (caveat.kind !== undefined)
		await appendFile(join(rootfs, 'etc/inittab'), `::once:/bin/caveat ${caveat.kind}\n`);
	await writeFile(join(directory, 'config'), configOf(name, address, caveat));
	await copyFile(program, join(directory, 'caveat'));
	await chmod(join(directory, 'caveat'), 0o755);
	if (caveat.before) await sh(host, caveat.before);
	await sh(
		host,
		`lxc-start -n ${name} -l ERROR -o /var/log/lxc/${name}.log </dev/null >/dev/null 2>&1 || { cat /var/log/lxc/${name}.log >&2; exit 1; }`,
	);
	if (caveat.kind !== undefined)
		await sh(
			host,
			`r=/var/lib/lxc/${name}/rootfs; for i in $(seq 100); do [ ! -e $r/caveat.error ] || { cat $r/caveat.error >&2; exit 1; }; [ ! -e $r/caveat.ready ] || exit 0; sleep 0.05; done; echo the situation did not come >&2; exit 1`,
		);
	if (caveat.after) await sh(host, caveat.after);
};

export const removeCaveat = async (host: HostName, name: string): Promise<void> => {
	await labExec(host, ['lxc-stop', '-k', '-n', name], { reject: false, timeout: 30_000 });
	await labExec(host, ['umount', '-R', `/var/lib/lxc/${name}/rootfs`], { reject: false, timeout: 30_000 });
	await rm(join(lxcPath(host), name), { recursive: true, force: true });
};
