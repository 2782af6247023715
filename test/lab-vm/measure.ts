// What a client sees of one migration of mem1, each way from the same start: the seed's script, and lxc-ferry with
// each method. One run each: under emulation a run takes minutes, and the differences are large.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkout, containerAddresses, labFile } from '../lab/paths.ts';
import { startProbe } from '../lab/probe.ts';
import { run } from '../lab/run.ts';
import type { Say } from '../lab/steps.ts';
import { rsyncTo, vmCommand } from './command.ts';
import { hostsOf, memoryWhole, probeCommand, resetContainer } from './container.ts';
import { inside } from './network.ts';

export const ways = ['seed', 'stop-and-copy', 'stream', 'pre-copy', 'post-copy'] as const;
export type Way = (typeof ways)[number];

const seedScript = '/root/seed-migrate.sh';

const commandOf = (way: Way): string[] =>
	way === 'seed'
		? ['sh', seedScript, 'mem1', 'beta']
		: ['lxc-ferry', 'migrate', 'mem1', 'beta', '--yes', '--plain', '--method', way];

type Measured = {
	way: Way;
	gap: number;
	total: number;
	exit: number;
	runsOn: string;
	memory: string;
	tail: string;
};

async function measure(way: Way, say: Say): Promise<Measured> {
	say(`${way}: mem1 new on alpha …`);
	await resetContainer();
	if (way === 'seed') {
		const copy = ['rsync', '-a', labFile('../seed-migrate.sh'), ...rsyncTo('alpha', seedScript)];
		await run('ip', inside(copy).slice(1));
	}
	const watching = await startProbe(containerAddresses.mem1, { command: probeCommand() });
	say(`${way}: migrating …`);
	const began = performance.now();
	const [file = '', ...args] = vmCommand('alpha', commandOf(way));
	const { exitCode, all } = await execa(file, args, { reject: false, all: true, timeout: 7_200_000 });
	const total = performance.now() - began;
	const { longestGapMs } = await watching.stop();
	return {
		way,
		gap: longestGapMs,
		total,
		exit: exitCode ?? 255,
		runsOn: (await hostsOf()).join(' AND ') || 'nowhere',
		memory: await memoryWhole(),
		tail: String(all ?? '')
			.split('\n')
			.slice(-8)
			.join('\n'),
	};
}

async function versions(): Promise<string> {
	const ask = 'uname -r; lxc-checkpoint --version; criu --version | head -n 1';
	const [file = '', ...args] = vmCommand('alpha', ['sh', '-c', ask]);
	const [kernel, lxc, criu] = (await run(file, args)).split('\n');
	const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
	return `lxc-ferry ${version}, kernel ${kernel}, LXC ${lxc}, CRIU ${criu?.replace(/^Version: /, '')}`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(8);

/** Measures each way once and says the table. */
export async function measureAll(wanted: readonly Way[], say: Say): Promise<void> {
	const rows: Measured[] = [];
	for (const way of wanted) {
		const row = await measure(way, say);
		rows.push(row);
		say(
			`${row.tail}\n${way}: exit ${row.exit}, runs on ${row.runsOn}, memory ${row.memory}, load ${loadavg()[0]?.toFixed(1)}`,
		);
	}
	const seed = rows.find(({ way, exit }) => way === 'seed' && exit === 0)?.gap;
	const memory = process.env.LXC_FERRY_LAB_MEM_MB ?? '400';
	const dirty = Number(process.env.LXC_FERRY_LAB_DIRTY_PAGES ?? '10') * 0.4096;
	say(
		`${await versions()}; QEMU without KVM on ${availableParallelism()} cores; ${memory} MB, ${dirty.toFixed(1)} MB/s written`,
	);
	say('way              gap s  total s  seed ÷ this');
	for (const { way, gap, total, exit } of rows)
		say(
			`${way.padEnd(14)}${seconds(gap)}${seconds(total)}  ${exit !== 0 ? `failed (${exit})` : seed === undefined ? '' : (seed / gap).toFixed(1)}`,
		);
}
