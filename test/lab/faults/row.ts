// What a row of the matrix says: when which fault happens, and what has to be true afterwards.
import type { HostName } from '../paths.ts';
import type { Fault } from './kit.ts';

/** The instants: the line of the journal at which the engine stands still while the fault is brought about. */
export const instants = {
	check: ['"type":"stage"', '"name":"check"', '"phase":"started"'],
	checked: ['"type":"stage"', '"name":"check"', '"phase":"finished"'],
	prepare: ['"type":"intent"', '"act":"prepare"'],
	prepared: ['"type":"stage"', '"name":"prepare"', '"phase":"finished"'],
	sync: ['"type":"stage"', '"name":"sync"', '"phase":"started"'],
	synced: ['"type":"stage"', '"name":"sync"', '"phase":"finished"'],
	freeze: ['"type":"intent"', '"act":"freeze"'],
	frozen: ['"type":"frozen"'],
	dumped: ['"type":"stage"', '"name":"freeze"', '"phase":"finished"'],
	transferred: ['"type":"stage"', '"name":"transfer"', '"phase":"finished"'],
	rebuild: ['"type":"stage"', '"name":"restore"', '"phase":"started"'],
	'give up source': ['"type":"intent"', '"act":"give-up-source"'],
	'let target run': ['"type":"intent"', '"act":"restore-target"'],
	'runs on target': ['"type":"unfrozen"'],
	verify: ['"type":"stage"', '"name":"verify"', '"phase":"started"'],
	verified: ['"type":"stage"', '"name":"verify"', '"phase":"finished"'],
	commit: ['"type":"intent"', '"act":"commit"'],
	retired: ['config.lxc-ferry-before', '"type":"command"'],
	undo: ['"type":"rollback"', '"phase":"started"'],
} as const satisfies Record<string, readonly string[]>;

export type Instant = keyof typeof instants;

export type Expectation = {
	/** of the command that the fault hit; `any` for one whose terminal is gone, -1 for one that was killed */
	exit: number | 'any';
	outcome: 'migrated' | 'rolled-back' | 'not-started' | 'needs-human' | 'unfinished';
	/** where it runs in the end: on that one host and on no other */
	runs: HostName;
	/** the client's TCP connection in the end */
	connection: 'same' | 'new';
	/**
	 * `on`: never lower than what the client has seen. `freeze`: back at the instant of the freeze, because what
	 * ran after it was given up. `fresh`: from zero, because the memory went with its host.
	 */
	count: 'on' | 'freeze' | 'fresh';
	/** commands that the program tells the user to run, in this order, and the exit status of each */
	commands: readonly Step[];
};

/** `resume`, `rollback`: as the summary or `status` prints them. `lxc-start`, `lxc-stop`: the fresh start it offers, or the end of one. `clean`: of what could not be reached. */
export type Step = readonly [
	command: 'resume' | 'rollback' | 'attach' | 'lxc-start' | 'lxc-stop' | 'clean',
	exit: number,
];

export type Row = {
	/** where the engine is when it happens */
	at: Instant | 'start';
	fault: string;
	/** before the program is started; ends when the row ends */
	given?: Fault;
	/** at the instant */
	inject?: Fault;
	/** The fault lasts until the program has ended, unless it lasts until the row has. */
	lasts?: 'row';
	/** words after `migrate count1 beta --yes`; the method `stream` unless told, which keeps state on both hosts */
	options?: readonly string[];
	/** limits of half a minute and more divided by this: for rows about something that hangs */
	limitsDividedBy?: number;
	/** how long it may take, in milliseconds, where two and a half minutes are not enough */
	patienceMs?: number;
	terminal?: boolean;
	/** Where chance decides, as with lost packets, each of several is right. */
	expect: Expectation | readonly Expectation[];
	/** also part of `npm test` */
	quick?: boolean;
};

export const title = ({ at, fault }: Row): string => `${at}: ${fault}`;
