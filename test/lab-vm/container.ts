// The container of this lab: `mem1` of the namespace lab, with as much memory and as many changes as wanted.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { basicConfig, migratable, smallRoot } from '../lab/containers/common.ts';
import { checkout, containerAddresses } from '../lab/paths.ts';
import { buildRoot, isBuilt, programRoot } from '../lab/roots.ts';
import { run, succeeds } from '../lab/run.ts';
import { rsyncTo, vmCommand } from './command.ts';
import { inside } from './network.ts';
import { machineDirectory, type VmName, vmBase, vmNames } from './paths.ts';
import { hostTree } from './trees.ts';

/** 10 pages each 10 ms are 4 MB/s. */
const memory = process.env.LXC_FERRY_LAB_MEM_MB ?? '400';
const dirty = process.env.LXC_FERRY_LAB_DIRTY_PAGES ?? '10';

const name = 'mem1';

const on = async (host: VmName, argv: readonly string[], timeout = 120_000): Promise<string> => {
	const [file = '', ...args] = vmCommand(host, argv);
	return run(file, args, { timeout });
};

/** The machines on which it runs, by LXC's own word. */
export async function hostsOf(): Promise<VmName[]> {
	const states = await Promise.all(
		vmNames.map(
			async (host) => [host, await on(host, ['lxc-ls', '--running', '-1']).catch(() => '')] as const,
		),
	);
	return states.filter(([, said]) => said.split('\n').includes(name)).map(([host]) => host);
}

/** Ends it on both machines, with what lxc-ferry may have left there. */
async function remove(host: VmName): Promise<void> {
	const script = `
		pkill -KILL -x criu; pkill -KILL -x lxc-checkpoint
		lxc-stop -k -n ${name} 2>/dev/null
		rm -rf /var/lib/lxc/${name} /var/lib/lxc-ferry /run/lxc-ferry /tmp/checkpoint
		true`;
	await on(host, ['sh', '-c', script]);
}

/** Puts it back: not on beta, new and running on alpha. */
export async function resetContainer(): Promise<void> {
	if (!isBuilt(programRoot)) await buildRoot(programRoot);
	await Promise.all(vmNames.map(remove));
	const directory = join(vmBase, name);
	await rm(directory, { recursive: true, force: true });
	await mkdir(directory, { recursive: true });
	const busybox = join(hostTree.path, 'usr/bin/busybox');
	await smallRoot(join(directory, 'rootfs'), { MEM_MB: memory, DIRTY_PAGES: dirty }, busybox);
	await writeFile(join(directory, 'config'), basicConfig(name) + migratable);
	await run(
		'ip',
		inside(['rsync', '-a', '--numeric-ids', directory, ...rsyncTo('alpha', '/var/lib/lxc/')]).slice(1),
	);
	await rm(directory, { recursive: true, force: true });
	await on('alpha', ['lxc-start', '-n', name, '-d', '-o', '/var/log/lxc.log', '-l', 'INFO']);
	const counts = ['timeout', '5', 'sh', '-c', `nc ${containerAddresses[name]} 7000 | head -n 1 | grep -q .`];
	for (let attempt = 0; attempt < 120; attempt++) {
		const [file = '', ...args] = vmCommand('alpha', counts);
		if (await succeeds(file, args)) return;
		await sleep(1000);
	}
	throw new Error(`${name} runs but does not count: look into ${machineDirectory('alpha')}`);
}

const node = join(checkout, 'node_modules/node/bin/node');

/** What `startProbe` runs to look from inside the lab's namespace. */
export const probeCommand = (): string[] =>
	inside([node, join(checkout, 'test/lab/probe.ts'), containerAddresses[name]]);

/** Asks the counter for a look at all of its memory; run inside the lab's namespace. */
const ask = `const socket = require('node:net').connect(7000, process.argv[1], () => socket.write('c'));
let said = '';
socket.setTimeout(60_000, () => socket.destroy());
socket.on('error', () => {}).on('data', (data) => {
	said += data;
	const answer = /^(ok|bad) .*/m.exec(said)?.[0];
	if (answer) socket.destroy(console.log(answer));
});`;

/** The container's own word on whether every page still holds what was written there. */
export async function memoryWhole(): Promise<string> {
	const [file = '', ...args] = inside([node, '-e', ask, containerAddresses.mem1]);
	const { stdout } = await execa(file, args, { reject: false, timeout: 180_000 });
	return stdout.trim() || 'no answer';
}
