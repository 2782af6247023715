// One virtual machine: QEMU under software emulation, started beside us and found again by its namespace.
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, succeeds } from '../lab/run.ts';
import { vmCommand } from './command.ts';
import { inside, namespaceExists, tapOf } from './network.ts';
import { consoleOf, diskOf, machineDirectory, namespace, type VmName, vmCpus, vmMemory } from './paths.ts';
import { kernelFiles } from './trees.ts';

const title = (name: VmName): string => `lxc-ferry-${namespace}-${name}`;

/** The pid of the machine's QEMU: in the lab's namespace, and named by us. */
export async function pidOf(name: VmName): Promise<number | undefined> {
	if (!namespaceExists()) return undefined;
	const pids = (await run('ip', ['netns', 'pids', namespace])).split('\n').map(Number);
	return pids.find((pid) => {
		try {
			const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
			return argv[argv.indexOf('-name') + 1] === title(name);
		} catch {
			return false;
		}
	});
}

const network = (name: VmName, number: number): string[] =>
	(['link', 'lan'] as const).flatMap((wire, index) => [
		...['-netdev', `tap,id=${wire},ifname=${tapOf(name, wire)},script=no,downscript=no`],
		...['-device', `virtio-net-pci,netdev=${wire},mac=02:00:0b:00:0${index}:0${number}`],
	]);

async function qemu(name: VmName): Promise<string[]> {
	const { kernel, initrd } = await kernelFiles();
	return [
		...['qemu-system-x86_64', '-name', title(name), '-accel', 'tcg,thread=multi', '-cpu', 'Nehalem'],
		...['-m', vmMemory, '-smp', vmCpus, '-display', 'none', '-monitor', 'none', '-no-reboot'],
		...['-serial', `file:${consoleOf(name)}`, '-kernel', kernel, '-initrd', initrd],
		...[
			'-append',
			'root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 mitigations=off apparmor=0 init=/usr/lib/lab/init',
		],
		...['-drive', `file=${diskOf(name)},format=raw,if=virtio,cache=unsafe`],
		...['-device', 'virtio-rng-pci'],
		...network(name, name === 'alpha' ? 1 : 2),
	];
}

export const answers = (name: VmName, seconds: number): Promise<boolean> => {
	const [file = '', ...args] = vmCommand(name, ['test', '-e', '/run/lab-booted']);
	return succeeds('timeout', [`${seconds}`, file, ...args]);
};

/** Longest boot: this machine may be busy with other labs. */
const bootLimit = 600_000;

/** Switches the machine on and waits until ssh lets us in. */
export async function startMachine(name: VmName): Promise<void> {
	if (await pidOf(name)) return;
	await rm(consoleOf(name), { force: true });
	const log = openSync(join(machineDirectory(name), 'qemu.log'), 'w');
	const [file = '', ...args] = inside(await qemu(name));
	const child = spawn(file, args, { detached: true, stdio: ['ignore', log, log], cwd: '/' });
	child.unref();
	const end = Date.now() + bootLimit;
	while (child.exitCode === null && Date.now() < end) {
		await sleep(1000);
		if (await answers(name, 25)) return;
	}
	const said = await Promise.all(
		[consoleOf(name), join(machineDirectory(name), 'qemu.log')].map((path) =>
			readFile(path, 'utf8').catch(() => ''),
		),
	);
	throw new Error(`${name} did not boot:\n${said.join('\n').split('\n').slice(-25).join('\n')}`);
}

/** Pulls the plug; only of a QEMU that we started. */
export async function stopMachine(name: VmName): Promise<void> {
	for (let waited = 0; ; waited += 100) {
		const pid = await pidOf(name);
		if (pid === undefined) return;
		if (waited > 20_000) throw new Error(`QEMU of ${name} (process ${pid}) does not end`);
		process.kill(pid, 'SIGKILL');
		await sleep(100);
	}
}

export const hasDisk = (name: VmName): boolean => existsSync(diskOf(name));
