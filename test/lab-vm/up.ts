import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackages, missingPackages } from '../lab/machine.ts';
import { checkout } from '../lab/paths.ts';
import { run, succeeds } from '../lab/run.ts';
import { runSteps, type Say, type Step } from '../lab/steps.ts';
import { rsyncTo } from './command.ts';
import { hostsOf, resetContainer } from './container.ts';
import { makeDisk } from './disk.ts';
import { hasDisk, pidOf, startMachine, stopMachine } from './machine.ts';
import { buildSwitch, inside, removeSwitch } from './network.ts';
import { machinesDirectory, type VmName, vmNames } from './paths.ts';
import { buildTree, isBuilt, removeOldTrees, trees } from './trees.ts';

/** Copies the program as it is built now; Node.js itself is on the disk already. */
async function copyProgram(name: VmName): Promise<void> {
	const options = ['-a', '--delete', `${join(checkout, 'dist')}/`, ...rsyncTo(name, '/opt/lxc-ferry/dist/')];
	await run('ip', inside(['rsync', ...options]).slice(1), { timeout: 300_000 });
}

const each = (
	what: string,
	needed: (name: VmName) => boolean,
	work: (name: VmName) => Promise<void>,
): Step[] =>
	vmNames.map((name) => ({ title: `${what} ${name}`, needed: needed(name), work: () => work(name) }));

/** Brings up whatever is not up; with `fresh` the container is put back to its first state too. */
export async function up(say: Say, fresh = false): Promise<void> {
	const needs = [...missingPackages(), ...(await missingHere())];
	const pids = await Promise.all(vmNames.map(pidOf));
	const runs = (name: VmName) => pids[vmNames.indexOf(name)] !== undefined;
	await runSteps(
		[
			[{ title: `installing ${needs.join(', ')}`, needed: needs.length > 0, work: install }],
			trees.map((tree) => ({
				title: `building ${tree.title}`,
				needed: !isBuilt(tree),
				work: () => buildTree(tree),
			})),
			[{ title: 'laying the wires', needed: true, work: buildSwitch }],
			...each('writing the disk of', (name) => !hasDisk(name), makeDisk).map((step) => [step]),
			each('booting', (name) => !runs(name), startMachine),
			each('copying the program to', () => true, copyProgram),
		],
		say,
	);
	const where = fresh ? [] : await hostsOf();
	await runSteps(
		[[{ title: 'starting container mem1', needed: where.length === 0, work: resetContainer }]],
		say,
	);
}

/** Switches everything off and removes the disks; the trees stay for the next time. */
export async function down(): Promise<void> {
	for (const name of vmNames) await stopMachine(name);
	await removeSwitch();
	await removeOldTrees();
	await rm(machinesDirectory, { recursive: true, force: true });
}

const programs = { 'qemu-system-x86': 'qemu-system-x86_64', rsync: 'rsync', e2fsprogs: 'mke2fs' };

async function missingHere(): Promise<string[]> {
	const found = await Promise.all(
		Object.entries(programs).map(async ([name, program]) =>
			(await succeeds('/bin/sh', ['-c', `command -v ${program}`])) ? [] : [name],
		),
	);
	return found.flat();
}

async function install(): Promise<void> {
	await installPackages();
	const missing = await missingHere();
	if (missing.length === 0) return;
	const apt = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends', 'install'];
	await run('apt-get', [...apt, ...missing], {
		env: { DEBIAN_FRONTEND: 'noninteractive' },
		timeout: 900_000,
	});
}
