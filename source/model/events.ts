import type { Finding } from './finding.ts';
import type { Prediction } from './predict.ts';
import type { Method, Outcome, StageName } from './stages.ts';

/** The version of the event format, the field `v` of every line. */
export const eventVersion = 1;

type Body<Type extends string, Fields> = { type: Type } & Fields;

/** A command as it was run: `argv` on `host`, without the ssh and sudo that carried it there. */
export type CommandLine = { host: string; argv: string[] };

/** What, why and what next: the shape of every explanation shown to a person. */
export type Explanation = { what: string; why?: string; next?: string[]; evidence?: string[] };

export type MigrationOptions = {
	/** Where the container is; `localhost` without ssh. */
	source: string;
	target: string;
	lxcPath?: string;
	targetLxcPath?: string;
	/** rsync's --bwlimit, as typed. */
	bwlimit?: string;
	/** An address of the target to which memory goes straight, past ssh and unencrypted. */
	pageServer?: string;
	/** A shell command, run on the target; exit status 0 is healthy. */
	health?: string;
	/** The method asked for; `auto` takes the best that both hosts support. */
	method?: Method | 'auto';
	/** Milliseconds; above this prediction the migration is refused. */
	maxBlackoutMs?: number;
	/** Ids of checks whose failure does not block. */
	force?: string[];
	/** Keep the stopped copy on the source after success (default true). */
	keepSource?: boolean;
	/** Compare every file's content in the last round. */
	verifyFiles?: boolean;
	/** The local user whose ssh is used; set when started by sudo. */
	sshUser?: string;
};

/** What a stage shows while it works. Sizes in bytes, rate in bytes per second, eta in milliseconds. */
export type Progress = {
	bytes?: number;
	total?: number;
	rate?: number;
	eta?: number;
	/** The round of a repeated stage (sync, pre-copy), from 1. */
	round?: number;
	detail?: string;
};

export type PlannedStage = { name: StageName; skip?: string; commands: CommandLine[] };

/** One line of a journal without its envelope. */
export type EventBody =
	| Body<
			'started',
			{
				container: string;
				source: string;
				target: string;
				versions: Record<string, string>;
				options: MigrationOptions;
			}
	  >
	| Body<'engine', { pid: number; startTime: string; bootId: string }>
	| Body<'finding', Finding>
	| Body<
			'plan',
			{
				method: Method;
				reason: string;
				stages: PlannedStage[];
				/** Milliseconds. */
				predicted?: Prediction;
				/** Tool and kernel versions of both hosts. */
				versions?: { source: Record<string, string>; target: Record<string, string> };
				/** What recovery needs to find its way on both hosts. */
				places: Places;
			}
	  >
	| Body<
			'stage',
			{ name: StageName; phase: 'started' | 'progress' | 'finished' | 'failed' | 'skipped' } & Progress
	  >
	| Body<'command', CommandLine & { exit: number; ms: number; stderr?: string }>
	| Body<'log', { host: string; line: string }>
	| Body<'intent', { act: Intent; detail: string }>
	/** `ms`: since when, milliseconds since the epoch; it is told a little later. */
	| Body<'frozen', { host: string; ms?: number }>
	| Body<'unfrozen', { host: string; ms?: number }>
	/** A moment of the blackout on a host; with `from` a stretch of it, and `host` is then what it was about. */
	| Body<'mark', { host: string; name: string; ms: number; from?: number }>
	| Body<'rollback', { phase: 'started' | 'finished' | 'failed'; reason: string }>
	| Body<'cancel', { by: string }>
	| Body<
			'finished',
			{
				outcome: Outcome;
				blackoutMs?: number;
				totalMs: number;
				/** Bytes sent from source to target. */
				bytes: number;
				explanation?: Explanation;
				/** The exit status of the command that follows this migration. */
				exit: number;
			}
	  >;

/**
Acts that can't be undone by doing nothing; each is written and fsynced before it is carried out.
`freeze`: the dump starts. `give-up-source`: the target holds the complete image, the source's processes end.
`restore-target`, `restore-source`: processes come to life there. `commit`: the source's copy is retired.
*/
export type Intent = 'prepare' | 'freeze' | 'give-up-source' | 'restore-target' | 'restore-source' | 'commit';

/** The places a migration uses; recovery reads them from the journal. */
export type Places = {
	source: { lxcPath: string; staging: string; rootfs: string };
	target: { lxcPath: string; staging: string; rootfs: string };
};

type Envelope = { v: number; seq: number; at: string; migration: string };

export type FerryEvent = Envelope & EventBody;

export type EventOf<Type extends EventBody['type']> = Extract<FerryEvent, { type: Type }>;
