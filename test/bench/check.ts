// `npm run bench:check`: what a check takes against the slowest single thing that it asks a host (issue 3: at most 1.5
// times). Everything takes turns, so that a busy machine slows all alike. Needs the lab, which it brings up.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../build.mjs';
import { factsScript } from '../../source/hosts/facts-script.ts';
import { labCommand, labExec } from '../lab/exec.ts';
import { withLock } from '../lab/lock.ts';
import { type ContainerName, type HostName, hostDirectory } from '../lab/paths.ts';
import { requireMachine } from '../lab/require.ts';
import { up } from '../lab/up.ts';
import { node, program } from './measure.ts';

const { values } = parseArgs({
	options: { rounds: { type: 'string', default: '15' }, container: { type: 'string', default: 'web1' } },
});
const rounds = Number(values.rounds);
const name = values.container as ContainerName;

requireMachine();
await withLock(
	(line) => void process.stderr.write(`${line}\n`),
	() => up(() => {}, [name]),
);
await bundle(join(hostDirectory('alpha'), program, '..'));
const { stdout: init } = await labExec('alpha', ['lxc-info', '-n', name, '-p', '-H']);
const inside = ['nsenter', `--net=/proc/${init.trim()}/ns/net`];

type Measured = { title: string; host: HostName; argv: string[]; input?: string; ms: number[] };

const on = (host: HostName, title: string, argv: string[], input = ''): Measured => ({
	title,
	host,
	argv,
	input,
	ms: [],
});

/** What every other measurement holds as well: getting into the host, and starting Node. */
const entering = on('alpha', 'entering a host of the lab', ['true']);
const starting = on('alpha', 'node -e 0', [node, '-e', '0']);

/** A round trip that does nothing, on a connection that is shared like the program's own. */
const trip = on('alpha', 'ssh beta true', [
	'ssh',
	...['ControlMaster=auto', 'ControlPersist=60', 'ControlPath=/run/bench-ssh'].flatMap((option) => [
		'-o',
		option,
	]),
	'beta',
	'true',
]);

/** Each program that the fact script starts, alone. */
const probes = [
	['criu', 'check'],
	['criu', 'check', '--feature', 'mem_dirty_track'],
	['criu', 'cpuinfo', 'dump', '-D', '/run', '-v4', '-o', '/run/bench.log'],
	['du', '-skx', `/var/lib/lxc/${name}/rootfs`],
	['lxc-info', '-n', name, '-s', '-p'],
	['lxc-checkpoint', '--version'],
	['rsync', '--version'],
	['iptables', '--version'],
	['nft', '--version'],
	['ip', '-o', 'addr', 'show'],
	[...inside, 'ss', '-Htxan'],
	[...inside, 'ip', '-o', '-d', 'link', 'show'],
].map((argv) => on('alpha', argv.join(' '), argv));

const script = (host: HostName, mode: string) =>
	on(host, `the script on the ${mode}`, ['sh', '-s', '--', mode, '', name], factsScript);
const source = script('alpha', 'source');
const target = script('beta', 'target');
const whole = on('alpha', `lxc-ferry check ${name} beta`, [node, program, 'check', name, 'beta']);

const all = [entering, starting, trip, ...probes, source, target, whole];
const commands = all.map(({ host, argv }) => labCommand(host, argv));
const run = (index: number): number => {
	const [file = '', ...args] = commands[index] ?? [];
	const before = performance.now();
	const { status } = spawnSync(file, args, { input: all[index]?.input, stdio: ['pipe', 'ignore', 'ignore'] });
	const ms = performance.now() - before;
	// A probe may say no; what is compared with it must have done its work.
	if (status !== 0 && index >= all.length - 3) throw new Error(`${all[index]?.title} ended with ${status}`);
	return ms;
};
// One round more than is counted: the first opens the ssh connection and fills caches.
for (let round = 0; round <= rounds; round++) {
	for (const [index, one] of all.entries()) {
		// What the one before has left to do must not count.
		run(0);
		const ms = run(index);
		if (round > 0) one.ms.push(ms);
	}
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
const base = median(entering.ms);
const took = ({ ms }: Measured) => median(ms) - base;
const row = (title: string, ms: number) => console.log(`${ms.toFixed(1).padStart(8)} ms  ${title}`);

row(`${entering.title}, taken off all others`, base);
for (const one of [starting, trip]) row(one.title, took(one));
console.log('each program that the script starts, alone:');
for (const probe of probes.toSorted((a, b) => took(b) - took(a))) row(probe.title, took(probe));
const slowest = Math.max(...probes.map(took));
const wholeMs = took(whole) - took(starting);
console.log(`all together, and how many times the slowest of these (wanted: at most 1.5), ${rounds} rounds:`);
for (const [title, ms] of [
	[source.title, took(source)],
	[target.title, took(target)],
	[`${whole.title}, without node -e 0`, wholeMs],
] as const)
	row(`${(ms / slowest).toFixed(2).padStart(5)} x  ${title}`, ms);
