// What post-copy does when something breaks while memory follows: faults at that very instant, and then a look from
// outside at where the container is, between machines with kernels of their own. In the namespace lab: test/e2e/post-copy.test.ts.
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { addresses, checkout, containerAddresses } from '../lab/paths.ts';
import { type Probe, startProbe } from '../lab/probe.ts';
import { run, succeeds } from '../lab/run.ts';
import type { Say } from '../lab/steps.ts';
import { vmCommand } from './command.ts';
import { memoryWhole, probeCommand, resetContainer } from './container.ts';
import { startMachine, stopMachine } from './machine.ts';
import { type VmName, vmNames } from './paths.ts';

const on = async (host: VmName, script: string, timeout = 300_000): Promise<string> => {
	const [file = '', ...args] = vmCommand(host, ['sh', '-c', script]);
	return run(file, args, { timeout });
};

const holds = (host: VmName, script: string, ...words: string[]): Promise<boolean> => {
	const [file = '', ...args] = vmCommand(host, ['sh', '-c', script, 'sh', ...words]);
	return succeeds(file, args);
};

/** Waits until the journal on alpha says that memory arrives after the container, or that all is over. */
const follows = `until grep -qsE '"name":"verify","phase":"progress"|"type":"finished"' "$1"/*/journal.ndjson; do
	sleep 0.05
done
grep -q '"name":"verify","phase":"progress"' "$1"/*/journal.ndjson`;

const cut = `nft -f - <<'END'
table inet cut { chain out { type filter hook output priority 0; ip daddr ${addresses.beta.link} drop; }
}
END
`;
const mend = 'nft delete table inet cut';

/** A row: what is done to whom while memory follows, which command is run after the end, and what is expected. */
type Row = {
	fault: string;
	inject: () => Promise<void>;
	/** Once the program has ended. */
	after?: () => Promise<void>;
	exit: number;
	command?: 'resume' | 'rollback';
	runsOn: VmName;
	/** Whether the client's connection can be the same. */
	same?: boolean;
	/** What touches a missing page on the target waits, and sees no zeros. */
	waits?: boolean;
	/** More words for the command line. */
	options?: string[];
	/** The one thing that post-copy can't survive: what is left of it is left alone. */
	lost?: boolean;
};

const killed = (host: VmName, what: string) => async (): Promise<void> => {
	await on(host, what);
};

const engine = "pkill -KILL -f '[_]_engine'";

const rows: Row[] = [
	{ fault: 'none', inject: async () => {}, exit: 0, runsOn: 'beta', same: true },
	{
		fault: 'link cut for 5 s',
		inject: async () => {
			await on('alpha', `${cut}sleep 5; ${mend}`);
		},
		exit: 0,
		runsOn: 'beta',
		same: true,
	},
	{
		fault: 'link cut for good',
		inject: killed('alpha', cut),
		waits: true,
		after: killed('alpha', mend),
		exit: 5,
		command: 'rollback',
		runsOn: 'alpha',
	},
	{
		fault: 'lazy-pages daemon killed on the target',
		inject: killed('beta', 'pkill -KILL -f "^criu lazy-pages"'),
		exit: 4,
		runsOn: 'alpha',
	},
	{
		fault: 'CRIU killed on the source',
		inject: killed('alpha', 'pkill -KILL -x criu'),
		exit: 4,
		runsOn: 'alpha',
	},
	{
		fault: 'container killed on the target',
		inject: killed('beta', 'lxc-stop -k -n mem1'),
		exit: 4,
		runsOn: 'alpha',
	},
	{
		fault: 'target loses power',
		inject: () => stopMachine('beta'),
		after: () => startMachine('beta'),
		exit: 5,
		command: 'rollback',
		runsOn: 'alpha',
	},
	{
		fault: 'health command fails',
		inject: async () => {},
		options: ['--health', 'false'],
		exit: 4,
		runsOn: 'alpha',
	},
	{
		fault: 'source loses it',
		inject: killed('alpha', 'pkill -KILL -x criu; lxc-stop -k -n mem1'),
		exit: 5,
		runsOn: 'beta',
		lost: true,
	},
	{
		fault: 'cancelled',
		inject: killed('alpha', "pkill -INT -f '[_]_engine'"),
		exit: 4,
		runsOn: 'alpha',
	},
	{
		fault: 'engine killed, resume',
		inject: killed('alpha', engine),
		exit: 5,
		command: 'resume',
		runsOn: 'beta',
		same: true,
	},
	{
		fault: 'engine killed, rollback',
		inject: killed('alpha', engine),
		exit: 5,
		command: 'rollback',
		runsOn: 'alpha',
	},
];

/** Hosts on which it runs: LXC says so, and its cgroup is not frozen. */
async function livesOn(): Promise<string> {
	const alive =
		'lxc-ls --running -1 | grep -qx mem1 && ! grep -q "frozen 1" /sys/fs/cgroup/lxc.payload.mem1/cgroup.events';
	const seen = await Promise.all(vmNames.map(async (host) => [host, await holds(host, alive)] as const));
	return (
		seen
			.filter(([, lives]) => lives)
			.map(([host]) => host)
			.join(' AND ') || 'nowhere'
	);
}

/** What a migration that is over has left on a host. */
const leftScript = `pgrep -a 'criu|lxc-checkpoint' | grep -v '\\[lxc monitor\\]'
pgrep -af 'lazy[.]pl'
ls -A /var/lib/lxc-ferry/staging 2>/dev/null
init=$(lxc-info -n mem1 -H -p 2>/dev/null)
[ -z "$init" ] || nsenter -t "$init" -n nft list tables | grep lxc_ferry
grep -s moved /var/lib/lxc/mem1/config | grep "$(hostname)"
true`;

/** Waits until the client has heard of it once more. */
async function counts(watching: Probe): Promise<void> {
	const before = watching.last();
	for (const end = Date.now() + 60_000; watching.last() === before && Date.now() < end; ) await sleep(50);
}

async function injectAndLook(row: Row, say: Say): Promise<string[]> {
	const problems: string[] = [];
	await resetContainer();
	const watching = await startProbe(containerAddresses.mem1, { command: probeCommand() });
	const argv = ['lxc-ferry', 'migrate', 'mem1', 'beta', '--yes', '--plain', '--method', 'post-copy'];
	const [file = '', ...args] = vmCommand('alpha', [...argv, ...(row.options ?? [])]);
	const program = execa(file, args, { reject: false, all: true, timeout: 900_000, cwd: checkout });
	if (!(await holds('alpha', follows, '/var/lib/lxc-ferry/migrations'))) problems.push('no memory followed');
	await row.inject();
	const twice = livesOn();
	const { exitCode, all } = await program;
	if ((await twice).includes('AND')) problems.push('it ran on both hosts');
	if (row.waits) {
		const said = await memoryWhole();
		if (said !== 'no answer') problems.push(`of its memory it said: ${said}`);
	}
	await row.after?.();
	if (exitCode !== row.exit) problems.push(`exit status ${exitCode}, not ${row.exit}`);
	if (row.command !== undefined) {
		const [tool = '', ...rest] = vmCommand('alpha', ['lxc-ferry', row.command, 'last', '--yes', '--plain']);
		// Once: what it names is to be enough.
		const said = await execa(tool, rest, { reject: false, all: true, timeout: 900_000 });
		say(`${row.command}: ${said.exitCode}\n${String(said.all).split('\n').slice(-12).join('\n')}`);
	}
	const runsOn = await livesOn();
	if (runsOn !== row.runsOn) problems.push(`runs on ${runsOn}, not ${row.runsOn}`);
	if (!row.lost) await counts(watching);
	const { backwards, reconnects } = await watching.stop();
	if (row.same && (backwards > 0 || reconnects > 0))
		problems.push(`${reconnects} reconnects, ${backwards} times back`);
	if (row.lost) return problems;
	const memory = await memoryWhole();
	if (!memory.startsWith('ok')) problems.push(`memory: ${memory}`);
	for (const host of vmNames) {
		const left = (await on(host, leftScript)).trim();
		if (left !== '') problems.push(`left on ${host}: ${left}`);
	}
	if (problems.length > 0) say(String(all).split('\n').slice(-25).join('\n'));
	return problems;
}

/** Runs all rows, or those whose name has one of the words; true if all went as expected. */
export async function runFaults(words: readonly string[], say: Say): Promise<boolean> {
	const chosen = rows.filter(({ fault }) => words.length === 0 || words.some((word) => fault.includes(word)));
	const table: string[] = [];
	let good = true;
	for (const row of chosen) {
		say(`${row.fault} …`);
		const problems = await injectAndLook(row, say);
		good &&= problems.length === 0;
		const ways = row.command === undefined ? '' : row.command;
		const result = problems.length === 0 ? 'as expected' : problems.join('; ');
		say(`${row.fault}: ${result}`);
		table.push(`| ${row.fault} | ${row.exit} | ${ways} | ${row.runsOn} | ${result} |`);
	}
	say(
		['| while memory follows | exit | then | runs on | seen |', '|---|---|---|---|---|', ...table].join('\n'),
	);
	return good;
}
