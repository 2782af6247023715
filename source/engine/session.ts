import type { Attendant } from '../hosts/attendant.ts';
import type { Inhabitant } from '../hosts/census.ts';
import type { RoundMark } from '../hosts/changes.ts';
import type { Host } from '../hosts/host.ts';
import type { ImageCopy } from '../hosts/image-copy.ts';
import type { Holder } from '../hosts/lock.ts';
import type { Place } from '../hosts/lxc.ts';
import type { EventBody, Places } from '../model/events.ts';
import type { Facts } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';
import type { PreCopyRound } from '../model/pre-copy.ts';
import type { MigrationRequest } from '../model/services.ts';
import type { Journal } from './journal.ts';
import type { MemoryWay } from './memory-way.ts';
import type { Following } from './post-copy.ts';

/** What the stages of one migration share. Filled as they go on; a recovery fills it from the journal. */
export type Session = {
	id: string;
	request: MigrationRequest;
	journal: Journal;
	source: Host;
	target: Host;
	holder: Holder;
	facts?: Facts;
	plan?: Plan;
	dump?: Attendant;
	restore?: Attendant;
	memoryWay?: MemoryWay;
	/** Of post-copy: the way of the memory that follows. */
	following?: Following;
	/** When memory last arrived on the target. */
	memoryCameMs?: number;
	/** tar on both hosts, each waiting at its end of the pipe. */
	imageCopy?: ImageCopy;
	/** Rounds of memory that were copied ahead, and that the target's disk has. */
	preCopy?: { rounds: PreCopyRound[] };
	/** The last round of the file system, started but not yet told to run. */
	waitingRound?: { more(): Promise<boolean>; stop(): void };
	/** LXC on the target has done its part of the restore before the freeze. */
	restoreWaits?: boolean;
	/** The container's addresses being made known, while it is verified. */
	announced?: Promise<string[]>;
	/** The root file system when the last running round began. */
	roundMark?: RoundMark | undefined;
	/** The round of the file system that runs while CRIU dumps. */
	lastRound?: Promise<void>;
	/** The container's processes just before the freeze, and when they were looked at. */
	before?: Inhabitant[] | undefined;
	beforeMs?: number;
	/** Share of a CPU that each process used before the freeze, by its pid inside. */
	loadBefore?: Map<number, number>;
	frozenMs?: number;
	unfrozenMs?: number;
	startedMs: number;
	/** Bytes sent from source to target so far. */
	bytes: number;
	/** Set before the word is given by which the target runs it. */
	letGo: boolean;
	/** The target was let go and then lost from sight: it may run there, and may not be ended unseen. */
	unproven?: boolean;
	/** An engine before this one had begun. */
	recovering?: boolean;
	/** The locks on both hosts are ours. Without them another migration may be at work on the same container. */
	locked?: boolean;
	/** It runs on the source, but not in the life whose memory is in an image that is kept. */
	anew?: boolean;
	/** The target has the files as they were at the freeze; known to a recovery only. */
	transferred?: boolean;
	/** Hosts, as one connects to them, on which something had to be left behind. */
	left?: Set<string>;
	/** Something was made on a host: the end is then a rolling back, not a non-start. */
	touched: boolean;
};

export const emit = (session: Session, body: EventBody, durable = false) =>
	session.journal.write(body, durable);

/**
Notes a part of the blackout that is the engine's own: what it was, in which lane, when it began; it ends now. The
engine's clock is the one that all other marks were converted to.
*/
export const noteSpan = (session: Session, host: string, name: string, from: number) =>
	emit(session, { type: 'mark', host, name, ms: Date.now(), from });

/** The places of a session whose plan is made. */
export const placesOf = (session: Session): Places => {
	if (session.plan === undefined) throw new Error('no plan was made yet');
	return session.plan.places;
};

export const sourcePlace = (session: Session): Place => ({
	name: session.request.container,
	lxcPath: placesOf(session).source.lxcPath,
});

export const targetPlace = (session: Session): Place => ({
	name: session.request.container,
	lxcPath: placesOf(session).target.lxcPath,
});

export const containerDir = ({ lxcPath, name }: Place): string => `${lxcPath}/${name}`;

/**
Notes that the container runs again, on `host`, since `ms` on our clock. The blackout lasts until the last of these:
a container that has to come back from the target stands still a second time.
*/
export const noteUnfrozen = (session: Session, host: Host, ms = Date.now()): void => {
	session.unfrozenMs = ms;
	emit(session, { type: 'unfrozen', host: host.name, ms });
};
