// The matrix: every stage and every fault. A row is one line; what it means is in row.ts.
import * as kit from './kit.ts';
import type { Expectation, Instant, Row, Step } from './row.ts';

const migrated: Expectation = {
	exit: 0,
	outcome: 'migrated',
	runs: 'beta',
	connection: 'same',
	count: 'on',
	commands: [],
};
/** The target could not be reached any more to tidy up there, and the command that does it is named. */
const migratedAndClean: Expectation = { ...migrated, commands: [['clean', 0]] };
const back: Expectation = { ...migrated, exit: 4, outcome: 'rolled-back', runs: 'alpha' };
const notStarted: Expectation = { ...back, exit: 3, outcome: 'not-started' };
/** The target could not be reached: what is left there goes by the command that is named. */
const backAndClean: Expectation = { ...back, commands: [['clean', 0]] };
const needsHuman = (...commands: Step[]): Expectation => ({
	...migrated,
	exit: 5,
	outcome: 'needs-human',
	runs: commands.at(-1)?.[1] === 0 ? 'beta' : 'alpha',
	commands,
});
/** The engine is gone: the command, or `status`, says what to run. */
const unfinished = (...commands: Step[]): Expectation => ({
	...needsHuman(...commands),
	outcome: 'unfinished',
});
const killed = (...commands: Step[]): Expectation => ({ ...unfinished(...commands), exit: -1 });
/** It ran on the target and was taken back: what it did there is lost, as every screen says. */
const atFreeze = (expectation: Expectation): Expectation => ({
	...expectation,
	connection: 'new',
	count: 'freeze',
});
const fresh = (expectation: Expectation): Expectation => ({
	...expectation,
	connection: 'new',
	count: 'fresh',
});

/** One fault at several instants. */
const each = (
	fault: string,
	row: Partial<Row>,
	expectations: Partial<Record<Instant, Expectation | readonly Expectation[]>>,
	quick: readonly Instant[] = [],
): Row[] =>
	Object.entries(expectations).map(([at, expect]) => ({
		...row,
		at: at as Instant,
		fault,
		expect,
		quick: quick.includes(at as Instant),
	}));

/** Hangs with the arguments of a CRIU. */
const hangs = `exec sh -c 'while :; do sleep 1; done' sh "$@"`;

const engine = [
	...each(
		'engine killed, rollback',
		{ inject: kit.killEngine },
		{
			check: { ...unfinished(['rollback', 3]), runs: 'alpha' },
			prepare: unfinished(['rollback', 4]),
			prepared: unfinished(['rollback', 4]),
			sync: unfinished(['rollback', 4]),
			freeze: unfinished(['rollback', 4]),
			frozen: unfinished(['rollback', 4]),
			dumped: unfinished(['rollback', 4]),
			transferred: unfinished(['rollback', 4]),
			rebuild: unfinished(['rollback', 4]),
			'give up source': unfinished(['rollback', 4]),
			'let target run': unfinished(['rollback', 4]),
			verify: atFreeze(unfinished(['rollback', 4])),
		},
		['prepared', 'dumped', 'let target run'],
	),
	...each(
		'engine killed, resume',
		{ inject: kit.killEngine },
		{
			sync: unfinished(['resume', 4]),
			frozen: unfinished(['resume', 4]),
			'give up source': unfinished(['resume', 4]),
			'let target run': unfinished(['resume', 0]),
			'runs on target': unfinished(['resume', 0]),
			verified: unfinished(['resume', 0]),
			commit: unfinished(['resume', 0]),
			retired: unfinished(['resume', 0]),
		},
		['let target run', 'runs on target', 'commit'],
	),
	{
		at: 'commit',
		fault: 'engine killed, rollback is refused',
		inject: kit.killEngine,
		expect: unfinished(['rollback', 5], ['resume', 0]),
	},
	{
		at: 'undo',
		fault: 'CRIU fails at the dump, then engine killed',
		given: kit.criuAt('alpha', 'dump', 'exit 1'),
		inject: kit.killEngine,
		expect: unfinished(['rollback', 4]),
	},
] satisfies Row[];

const screens = [
	...each(
		'screen killed',
		{ inject: kit.killScreen },
		{ sync: killed(['attach', 0]), frozen: killed(['attach', 0]), verify: killed(['attach', 0]) },
		['frozen'],
	),
	...each(
		'screen and engine killed',
		{ inject: kit.killBoth },
		{
			sync: killed(['rollback', 4]),
			dumped: killed(['rollback', 4]),
			'let target run': killed(['resume', 0]),
			verify: killed(['resume', 0]),
		},
		['dumped'],
	),
	...each(
		'terminal closed',
		{ inject: kit.closeTerminal, terminal: true },
		{
			sync: { ...unfinished(['attach', 0]), exit: 'any' },
			frozen: { ...unfinished(['attach', 0]), exit: 'any' },
			verify: { ...unfinished(['attach', 0]), exit: 'any' },
		},
		['frozen'],
	),
	...each(
		'Ctrl-C once',
		{ inject: kit.interruptOnce },
		{
			check: { ...notStarted, exit: 130 },
			prepare: [{ ...notStarted, exit: 130 }, back],
			prepared: back,
			sync: back,
			freeze: back,
			frozen: back,
			dumped: back,
			transferred: back,
			rebuild: back,
			'give up source': atFreeze(back),
			'runs on target': atFreeze(back),
			verify: atFreeze(back),
			commit: migrated,
			undo: back,
		},
		['check', 'sync', 'frozen', 'rebuild', 'commit'],
	).map((row) => (row.at === 'undo' ? { ...row, given: kit.criuAt('alpha', 'dump', 'exit 1') } : row)),
	...each(
		'Ctrl-C twice',
		{ inject: kit.interruptTwice },
		{
			sync: { ...unfinished(['attach', 4]), exit: 1 },
			dumped: { ...unfinished(['attach', 4]), exit: 1 },
			rebuild: { ...unfinished(['attach', 4]), exit: 1 },
		},
		['dumped'],
	),
] satisfies Row[];

const network = [
	...each(
		'link cut',
		{ inject: kit.cutLink },
		{
			check: notStarted,
			prepared: backAndClean,
			sync: backAndClean,
			frozen: backAndClean,
			dumped: backAndClean,
			rebuild: backAndClean,
			'give up source': needsHuman(['resume', 0]),
			'let target run': needsHuman(['rollback', 4]),
			'runs on target': needsHuman(['resume', 0]),
			verify: needsHuman(['resume', 0]),
			commit: needsHuman(['resume', 0]),
		},
		['dumped', 'give up source'],
	),
	...each(
		'link cut for 5 s',
		{ inject: kit.cutLinkFor(5000), lasts: 'row' },
		{
			sync: migrated,
			frozen: migrated,
			rebuild: migrated,
			'give up source': migrated,
			'runs on target': migrated,
			commit: migrated,
		},
		['frozen'],
	),
	...each(
		'half of the packets lost',
		// TCP waits longer after each packet that is lost: a minute in which nothing comes is nothing special.
		{ inject: kit.loseHalf, patienceMs: 400_000 },
		{
			sync: [migrated, migratedAndClean, back, backAndClean],
			dumped: [migrated, migratedAndClean, back, backAndClean, needsHuman(['resume', 0])],
		},
	),
	...each(
		'ssh connection reset',
		{ inject: kit.resetSsh },
		{
			sync: migrated,
			frozen: back,
			dumped: back,
			rebuild: back,
			'give up source': back,
			'let target run': back,
			'runs on target': migrated,
			verify: migrated,
			commit: migrated,
		},
		['sync', 'give up source', 'runs on target'],
	),
	...each(
		'sshd of the target stopped',
		{ inject: kit.stopSshd },
		{ sync: migrated, dumped: migrated, verify: migrated },
		['dumped'],
	),
	...each(
		'sshd of the target stopped, connections reset',
		{ inject: kit.stopSshdAndReset },
		{ sync: backAndClean, dumped: backAndClean, 'give up source': needsHuman(['resume', 0]) },
		['dumped'],
	),
] satisfies Row[];

const targetHost = [
	...each(
		'target rebooted',
		{ inject: kit.reboot('beta') },
		{
			prepared: migrated,
			sync: migrated,
			frozen: back,
			dumped: back,
			rebuild: back,
			'give up source': back,
			'let target run': back,
			'runs on target': atFreeze(back),
			verify: atFreeze(back),
			commit: atFreeze(needsHuman(['resume', 0])),
		},
		['dumped', 'let target run', 'commit'],
	),
	// Its configuration stands there from before the freeze on, with the autostart that goes with it, held back.
	...each(
		'target rebooted, of a container that is started at boot',
		{ given: kit.startsAtBoot('alpha'), inject: kit.rebootToItsEnd('beta') },
		{
			freeze: back,
			dumped: back,
			'give up source': back,
			'runs on target': atFreeze(back),
			commit: atFreeze(needsHuman(['resume', 0])),
		},
		['dumped'],
	),
	{
		at: 'start',
		fault: 'disk of the target too small',
		given: kit.smallDisk('beta', 5),
		expect: notStarted,
		quick: true,
	},
	...each(
		'disk of the target full',
		{ given: kit.smallDisk('beta', 200), inject: kit.fillDisk('beta') },
		// Before the freeze the room is reserved: what fills the disk then takes it from others.
		{ prepared: migrated, freeze: back, frozen: back, dumped: back },
		['freeze'],
	),
	...each(
		'disk of the target full (files)',
		{ given: kit.smallDisk('beta', 200, '/var/lib/lxc'), inject: kit.fillDisk('beta', '/var/lib/lxc') },
		{ prepared: back },
		['prepared'],
	),
	{
		at: 'start',
		fault: 'staging directory of the target read-only',
		given: kit.readOnlyDisk('beta'),
		expect: notStarted,
		quick: true,
	},
	...each(
		'staging directory of the target read-only',
		{ inject: kit.readOnlyDisk('beta') },
		{ synced: backAndClean, dumped: backAndClean },
		['dumped'],
	),
	{
		at: 'start',
		fault: 'CRIU missing on the target',
		given: kit.missing('beta', '/usr/sbin/criu'),
		expect: notStarted,
		quick: true,
	},
	...each(
		'CRIU missing on the target',
		{ inject: kit.missing('beta', '/usr/sbin/criu'), lasts: 'row' },
		{ sync: back, dumped: back },
		['dumped'],
	),
	{
		at: 'start',
		fault: 'CRIU fails at the restore',
		given: kit.criuAt('beta', 'restore', 'exit 1'),
		expect: back,
		quick: true,
	},
	{
		at: 'start',
		fault: 'the restore hangs',
		given: kit.criuAt('beta', 'restore', hangs),
		limitsDividedBy: 20,
		expect: back,
		quick: true,
	},
	{
		at: 'start',
		fault: 'the page server hangs',
		given: kit.criuAt('beta', 'page-server', hangs),
		limitsDividedBy: 10,
		expect: back,
		quick: true,
	},
	...each(
		'CRIU of the target killed',
		{ inject: kit.killCriu('beta', 'restore') },
		{ 'give up source': back, 'let target run': back },
		['give up source'],
	),
	...each(
		'init of the target killed',
		{ inject: kit.killInit('beta') },
		{ 'runs on target': atFreeze(back), verify: atFreeze(back) },
		['runs on target'],
	),
	{ at: 'start', fault: 'the health command fails', options: ['--health', 'false'], expect: atFreeze(back) },
	...each(
		'the name is given to another container on the target',
		{ inject: kit.createName('beta'), lasts: 'row' },
		{ prepare: [notStarted, back], sync: back, synced: back },
		['prepare'],
	),
] satisfies Row[];

const sourceHost = [
	...each(
		'source rebooted',
		{ inject: kit.reboot('alpha') },
		{
			prepared: fresh(killed(['rollback', 5], ['lxc-start', 0], ['rollback', 4])),
			freeze: fresh(killed(['rollback', 5], ['lxc-start', 0], ['rollback', 4])),
			dumped: killed(['rollback', 4]),
			transferred: killed(['resume', 0]),
			'give up source': killed(['resume', 0]),
			'let target run': killed(['rollback', 4]),
			'runs on target': killed(['resume', 0]),
			commit: killed(['resume', 0]),
		},
		['transferred'],
	),
	// Its mark, there before the handover, keeps the boot from starting it beside the target's.
	...each(
		'source that starts it at boot rebooted after the handover',
		{ given: kit.startsAtBoot('alpha'), inject: kit.reboot('alpha') },
		{
			'give up source': killed(['resume', 0]),
			'let target run': killed(['rollback', 4]),
			'runs on target': killed(['resume', 0]),
			verify: killed(['resume', 0]),
		},
		['verify'],
	),
	...each(
		'source rebooted, and the container is started at boot',
		{ given: kit.startsAtBoot('alpha'), inject: kit.rebootAndStart('alpha') },
		{
			// Two lives, and only one can go on: nothing is removed until a person has chosen.
			dumped: killed(['rollback', 5], ['lxc-stop', 0], ['rollback', 4]),
			transferred: killed(['rollback', 5], ['lxc-stop', 0], ['resume', 0]),
		},
		['dumped'],
	),
	{
		at: 'freeze',
		fault: 'disk of the source full',
		given: kit.smallDisk('alpha', 200),
		inject: kit.fillDisk('alpha'),
		options: ['--method', 'stop-and-copy'],
		// The journal is on that disk: the engine may end of it, or get to the end of its way back.
		expect: [back, unfinished(['rollback', 4])],
		quick: true,
	},
	{
		at: 'start',
		fault: 'CRIU fails at the dump',
		given: kit.criuAt('alpha', 'dump', 'exit 1'),
		expect: back,
		quick: true,
	},
	{
		at: 'start',
		fault: 'the dump hangs',
		given: kit.criuAt('alpha', 'dump', hangs),
		limitsDividedBy: 20,
		expect: back,
	},
	...each(
		'CRIU of the source killed',
		{ inject: kit.killCriu('alpha', 'dump') },
		{
			// Killed while its code is inside of a process: that process may die of it, and no image is complete.
			frozen: [atFreeze(back), { ...fresh(needsHuman(['lxc-start', 0], ['rollback', 4])), runs: 'alpha' }],
			dumped: atFreeze(back),
		},
		['dumped'],
	),
] satisfies Row[];

const same = ['migrate', 'count1', 'beta'];
const rivals = [
	{
		at: 'sync',
		fault: 'a second migration of it',
		inject: kit.another('alpha', same, [6]),
		expect: migrated,
		quick: true,
	},
	{
		at: 'dumped',
		fault: 'a second migration of it',
		inject: kit.another('alpha', same, [3, 6]),
		expect: migrated,
	},
	// It had passed its checks before the other one began, and is refused while that one is in the middle of it.
	...(['dumped', 'runs on target'] as const).map(
		(at): Row => ({
			at: 'prepare',
			fault: `overtaken by another migration of it: ${at}`,
			inject: kit.overtaken('alpha', same, at),
			lasts: 'row',
			expect: { ...migrated, exit: 6, outcome: 'not-started' },
			quick: true,
		}),
	),
	{
		at: 'start',
		fault: 'two migrations of it at the same moment',
		inject: kit.besides('alpha', same, [0, 3, 6]),
		lasts: 'row',
		// The other one won: its own is refused.
		expect: [
			migrated,
			{ ...migrated, exit: 6, outcome: 'not-started' },
			{ ...migrated, exit: 3, outcome: 'not-started' },
		],
		quick: true,
	},
	{
		at: 'sync',
		fault: 'a migration of it that is run from the target',
		inject: kit.another('beta', ['migrate', 'count1', 'localhost', '--source', 'alpha'], [6]),
		expect: migrated,
		quick: true,
	},
	{
		at: 'dumped',
		fault: 'a migration of it back, from the target',
		inject: kit.another('beta', ['migrate', 'count1', 'alpha'], [3, 6]),
		expect: migrated,
	},
	{
		at: 'runs on target',
		fault: 'a migration of it back, from the target',
		inject: kit.another('beta', ['migrate', 'count1', 'alpha'], [3, 6]),
		expect: migrated,
	},
	{
		at: 'sync',
		fault: 'another container comes the other way',
		given: kit.mem1OnBeta,
		inject: kit.besides('beta', ['migrate', 'mem1', 'alpha'], [0]),
		lasts: 'row',
		expect: migrated,
	},
] satisfies Row[];

/**
Memory that follows: until the target has all of it the source keeps the processes frozen, and they are what a way back
lets go on. What is left behind is the same as of every other method: nothing.
*/
const postCopy = (
	[
		{ at: 'start', fault: 'none', expect: migrated, quick: true },
		...each(
			'engine killed, rollback',
			{ inject: kit.killEngine },
			{
				frozen: unfinished(['rollback', 4]),
				dumped: unfinished(['rollback', 4]),
				transferred: unfinished(['rollback', 4]),
				rebuild: unfinished(['rollback', 4]),
				'let target run': unfinished(['rollback', 4]),
				'runs on target': atFreeze(unfinished(['rollback', 4])),
				verified: atFreeze(unfinished(['rollback', 4])),
			},
			['dumped', 'let target run', 'runs on target'],
		),
		...each(
			'engine killed, resume',
			{ inject: kit.killEngine },
			{
				rebuild: unfinished(['resume', 4]),
				'let target run': unfinished(['resume', 4]),
				// Which life runs there was not noted yet: it is not taken for the one that was moved.
				'runs on target': { ...atFreeze(unfinished(['resume', 4])), runs: 'alpha' },
				verified: unfinished(['resume', 0]),
				commit: unfinished(['resume', 0]),
				'give up source': unfinished(['resume', 0]),
			},
			['verified', 'give up source'],
		),
		...each(
			'Ctrl-C once',
			{ inject: kit.interruptOnce },
			{ frozen: back, dumped: back, rebuild: back, verify: atFreeze(back), commit: migrated },
			['dumped'],
		),
		...each(
			'link cut',
			{ inject: kit.cutLink },
			{
				dumped: backAndClean,
				rebuild: backAndClean,
				'let target run': needsHuman(['rollback', 4]),
				verify: { ...atFreeze(needsHuman(['rollback', 4])), runs: 'alpha' },
				commit: needsHuman(['resume', 0]),
			},
			['rebuild', 'verify'],
		),
		...each(
			'target rebooted',
			{ inject: kit.reboot('beta') },
			{
				dumped: back,
				rebuild: back,
				'let target run': back,
				'runs on target': atFreeze(back),
				verify: atFreeze(back),
			},
			['verify'],
		),
		...each(
			'source rebooted',
			{ inject: kit.reboot('alpha') },
			{ verified: killed(['resume', 0]), 'give up source': killed(['resume', 0]) },
			['verified'],
		),
		...each(
			'CRIU of the source killed',
			{ inject: kit.killCriu('alpha', 'dump') },
			{ dumped: atFreeze(back), rebuild: { ...back, connection: 'new' } },
		),
		...each('init of the target killed', { inject: kit.killInit('beta') }, { verify: atFreeze(back) }),
		{
			at: 'start',
			fault: 'the daemon that fetches the memory fails',
			given: kit.criuAt('beta', 'lazy-pages', 'exit 1'),
			expect: back,
		},
		{
			at: 'start',
			fault: 'the daemon that fetches the memory hangs',
			given: kit.criuAt('beta', 'lazy-pages', hangs),
			limitsDividedBy: 10,
			expect: back,
			quick: true,
		},
		{
			at: 'start',
			fault: 'the network can not be cut off on the source',
			given: kit.nftFails('alpha'),
			expect: back,
			quick: true,
		},
		{
			at: 'start',
			fault: 'the health command fails',
			options: ['--health', 'false'],
			expect: atFreeze(back),
		},
	] satisfies Row[]
).map(
	(row: Row): Row => ({
		...row,
		fault: `${row.fault}, post-copy`,
		options: ['--method', 'post-copy', ...(row.options ?? [])],
	}),
);

export const rows: readonly Row[] = [
	{ at: 'start', fault: 'none', options: [], expect: migrated, quick: true },
	{ at: 'start', fault: 'none, stop-and-copy', options: ['--method', 'stop-and-copy'], expect: migrated },
	...engine,
	...screens,
	...network,
	...targetHost,
	...sourceHost,
	...rivals,
	...postCopy,
];
