import { setTimeout as delay } from 'node:timers/promises';
import { exits, FerryError } from '../model/error.ts';
import type { MigrationView } from '../model/fold.ts';
import { isAlive } from './control.ts';
import { lastSeq, readView } from './journal.ts';
import { startEngine } from './launch.ts';
import type { MachineContext } from './machine.ts';
import { newerError } from './newer.ts';
import { journalPath } from './state-dir.ts';
import type { Seen, Whereabouts } from './where.ts';

export type Wish = 'resume' | 'rollback';

/** Where the machine enters, or why nobody may go on. */
export type Decision = { from: MachineContext['from'] } | { refused: string };

/** What the journal knows and the hosts can't show. */
export type Past = {
	/** The word was given by which the target runs it. */
	letGo: boolean;
	/** The target has the files as they were at the freeze. */
	transferred: boolean;
	/** Its new place was being made known. */
	committing: boolean;
	/** By post-copy: a target that runs may lack memory. */
	follows?: boolean;
};

/** Whether the source can be given its memory back: the image is whole somewhere, or its parts are on both hosts. */
export const canComeBack = ({ source, target }: Whereabouts): boolean =>
	source.image || target.image || (source.part === 'files' && target.part === 'pages');

/**
CRIU that is still there after its gates' patience works or hangs. To thaw or unlock what it has in its hands would let
half of a container run, and to end it is for a person: of its memory it may have the only whole copy.
*/
export const heldOn = (where: string, { state, pid }: Seen): string | undefined => {
	if (state !== 'held') return undefined;
	return pid === undefined
		? `On the ${where} its first process has ended, and the kernel has not ended the others yet. Wait, then run this again.`
		: `CRIU is still at work on it on the ${where} (process ${pid}), and nothing may be changed beside it. Wait until it has ended, or end it there (kill -KILL ${pid}), then run this again.`;
};

const unseen = ({ why }: Seen): string => (why === undefined ? '' : ` (${why})`);

const refusedFor = ({ source, target }: Whereabouts, letGo: boolean): string | undefined => {
	if (source.state === 'unreachable')
		return `What the source runs can't be told, and it may run there${unseen(source)}.`;
	if (target.state === 'unreachable' && (letGo || source.state === 'stopped' || source.state === 'undefined'))
		return `What the target runs can't be told: it may run there, or have the only copy of the memory${unseen(target)}.`;
	// Of a target that was never let go nothing has run, and nothing will: undo ends it there, whoever holds it.
	const harmless = (source.state === 'running' || source.state === 'frozen') && !letGo;
	return heldOn('source', source) ?? (harmless ? undefined : heldOn('target', target));
};

const madeKnown: Decision = {
	refused:
		'It runs on the target, verified, and its new place was made known. Move it back by a migration in the other direction.',
};

const halfLost: Decision = {
	refused:
		'It runs on the target, but not all of its memory had followed when the source lost it: what touches the missing part waits for ever. Save there what can be saved and stop it (lxc-stop -k), then run this again.',
};

/** Of a container that runs on the target by post-copy, and that the source has no more. */
const decideFollowed = (target: Seen, wish: Wish): Decision => {
	if (!target.followed) return halfLost;
	return wish === 'resume' ? { from: 'forward' } : onlyThere;
};

const onlyThere: Decision = {
	refused:
		'It runs on the target with all of its memory, and the source does not have it any more. Finish it (lxc-ferry resume), then move it back by a migration in the other direction.',
};

/** Of a container that post-copy keeps frozen on the source: forward only if the target has all of its memory. */
const decideKept = (
	target: Seen,
	wish: Wish,
	{ letGo, committing }: Pick<Past, 'letGo' | 'committing'>,
): Decision => {
	if (!letGo) return { from: 'undo' };
	const whole = target.state === 'running' && target.followed === true;
	if (whole && committing && wish === 'rollback') return madeKnown;
	return { from: whole && wish === 'resume' ? 'forward' : 'back' };
};

/**
What to do with an unfinished migration, from what is seen on both hosts. Pure.
Forward if the target runs it, back otherwise; memory first, and never two running copies.
*/
export const decide = (
	seen: Whereabouts,
	wish: Wish,
	{ letGo, transferred, committing, follows }: Past,
): Decision => {
	const { source, target } = seen;
	const refused = refusedFor(seen, letGo);
	if (refused !== undefined) return { refused };
	const sourceRuns = source.state === 'running';
	const targetRuns = target.state === 'running';
	if (sourceRuns && targetRuns)
		return {
			refused:
				'It is seen running on both hosts. Stop the one that is wrong by hand (lxc-stop), then run this again.',
		};
	if (sourceRuns) return { from: 'undo' };
	if (source.state === 'frozen') return decideKept(target, wish, { letGo, committing });
	if (targetRuns && follows) return decideFollowed(target, wish);
	if (targetRuns) {
		if (committing && wish === 'rollback') return madeKnown;
		return { from: wish === 'resume' ? 'forward' : 'back' };
	}
	if (!canComeBack(seen))
		return {
			refused:
				'It runs nowhere, and no complete image is left on either host: what it had in memory is lost. Its files are on the source.',
		};
	if (wish === 'resume' && target.image && transferred) return { from: 'again' };
	return { from: 'back' };
};

const startupMs = 10_000;
const lookEveryMs = 50;

const recover = async (id: string, wish: Wish): Promise<void> => {
	const view: MigrationView = await readView(journalPath(id));
	if (await isAlive(view)) {
		throw new FerryError(
			{
				what: `Migration ${id} is under way`,
				why: 'Its engine is at work.',
				next: [`Watch it: lxc-ferry attach ${id}`],
			},
			exits.busy,
		);
	}
	const newer = newerError(view);
	if (newer !== undefined) throw newer;
	if (view.outcome !== undefined && view.outcome !== 'needs-human') {
		throw new FerryError(
			{
				what: `Migration ${id} is over`,
				why: `Its outcome is ${view.outcome}.`,
				next: [`See it: lxc-ferry show ${id}`],
			},
			exits.usage,
		);
	}
	const before = await lastSeq(journalPath(id));
	startEngine(id, wish);
	for (const end = Date.now() + startupMs; Date.now() < end; await delay(lookEveryMs)) {
		if ((await lastSeq(journalPath(id))) > before) return;
	}
	throw new FerryError({
		what: 'The engine did not start',
		next: [`Look at its log: ${journalPath(id).replace('journal.ndjson', 'engine.log')}`],
	});
};

/** Finishes an interrupted migration: an engine of its own goes on, forward if it can. */
export const resume = (id: string): Promise<void> => recover(id, 'resume');

/** Brings the container of an interrupted migration back to the source, with its memory. */
export const rollback = (id: string): Promise<void> => recover(id, 'rollback');
