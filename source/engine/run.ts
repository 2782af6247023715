import { dirname } from 'node:path';
import { type ActorRefFrom, createActor, fromPromise } from 'xstate';
import { connect } from '../hosts/connect.ts';
import { exitOf, exits, FerryError } from '../model/error.ts';
import type { Explanation, Intent, Progress } from '../model/events.ts';
import type { MigrationView } from '../model/fold.ts';
import type { MigrationRequest } from '../model/services.ts';
import type { Outcome, StageName } from '../model/stages.ts';
import { account } from './account.ts';
import { claim } from './claim.ts';
import { thisHolder } from './identity.ts';
import { type Journal, lastSeq, openJournal, readView } from './journal.ts';
import { migrationMachine, type Recovered } from './machine.ts';
import { recorded } from './recorded.ts';
import { type Decision, decide, type Wish } from './recovery.ts';
import { emit, type Session } from './session.ts';
import { check } from './stages/check.ts';
import { endHelpers } from './stages/cleanup.ts';
import { commit } from './stages/commit.ts';
import { freeze } from './stages/freeze.ts';
import { preCopy } from './stages/pre-copy.ts';
import { prepare, takeLocks } from './stages/prepare.ts';
import { handover, rebuild } from './stages/restore.ts';
import { revive } from './stages/revive.ts';
import { rollback } from './stages/rollback.ts';
import { sync } from './stages/sync.ts';
import { transfer } from './stages/transfer.ts';
import { undo } from './stages/undo.ts';
import { verify } from './stages/verify.ts';
import { journalPath } from './state-dir.ts';
import { settled } from './where.ts';

export type How = 'start' | Wish;

type Work<Output> = (session: Session, signal: AbortSignal) => Promise<Output>;

/** Runs stages one after another even when the machine has left one: undoing waits until it has come to rest. */
const sequence = () => {
	let last: Promise<unknown> = Promise.resolve();
	return <Output>(work: () => Promise<Output>): Promise<Output> => {
		const result = last.then(work, work);
		last = result.catch(() => {});
		return result;
	};
};

const actors = (session: Session) => {
	const inTurn = sequence();
	const actor = <Output>(work: Work<Output>) =>
		fromPromise<Output>(({ signal }) => inTurn(() => work(session, signal)));
	/** A stage with its events, the last of them with what it reached; `open` and `close` say which of them it writes when two parts make one stage. */
	const stage = (
		name: StageName,
		work: Work<Progress | void>,
		{ open = true, close = true, only = (): boolean => true } = {},
	) =>
		actor(async (_, signal) => {
			if (!only()) {
				emit(session, { type: 'stage', name, phase: 'skipped', detail: 'not part of this method' });
				return;
			}
			if (open) emit(session, { type: 'stage', name, phase: 'started' });
			let reached: Progress | void;
			try {
				reached = await work(session, signal);
			} catch (error) {
				emit(session, { type: 'stage', name, phase: 'failed', detail: explain(error).what });
				throw error;
			}
			if (close) emit(session, { type: 'stage', name, phase: 'finished', ...reached });
		});
	return {
		check: stage('check', check),
		prepare: stage('prepare', prepare),
		sync: stage('sync', sync),
		preCopy: stage('pre-copy', preCopy, { only: () => session.plan?.method === 'pre-copy' }),
		freeze: stage('freeze', freeze),
		transfer: stage('transfer', transfer),
		rebuild: stage('restore', rebuild, { close: false }),
		handover: stage('restore', handover, { open: false }),
		revive: stage('restore', revive),
		verify: stage('verify', verify),
		commit: stage('commit', commit),
		undo: actor<Recovered>(undo),
		rollback: actor<Recovered>(rollback),
	};
};

const explain = (error: unknown): Explanation => {
	if (error instanceof FerryError) return error.explanation;
	return {
		what: error instanceof Error ? error.message : String(error),
		why: 'lxc-ferry did not expect this.',
	};
};

const explained = (error: unknown): Explanation | undefined =>
	error === undefined ? undefined : explain(error);

const exitFor = (outcome: Outcome, cancelled: boolean, error: unknown): number => {
	const own = error instanceof FerryError ? error.exit : undefined;
	if (outcome === 'not-started' && !cancelled && (own === exits.busy || own === exits.usage)) return own;
	return exitOf(outcome, cancelled);
};

type Machine = ActorRefFrom<typeof migrationMachine>;

/** SIGTERM and SIGINT ask for a way back; a closed terminal means nothing to an engine. */
const listen = (session: Session, actor: Machine): void => {
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.on(signal, () => {
			emit(session, { type: 'cancel', by: signal });
			actor.send({ type: 'CANCEL' });
		});
	}
	process.on('SIGHUP', () => {});
};

const finish = async (
	session: Session,
	context: { outcome?: Outcome; cancelled: boolean; error?: unknown; wayBackError?: unknown },
): Promise<number> => {
	const outcome = context.outcome ?? 'needs-human';
	const exit = exitFor(outcome, context.cancelled, context.error);
	const { frozenMs, unfrozenMs } = session;
	const explanation = await account(session, outcome, [context.error, context.wayBackError].map(explained));
	emit(
		session,
		{
			type: 'finished',
			outcome,
			exit,
			totalMs: Date.now() - session.startedMs,
			bytes: session.bytes,
			...(frozenMs === undefined || unfrozenMs === undefined
				? {}
				: { blackoutMs: Math.round(unfrozenMs - frozenMs) }),
			...(explanation === undefined ? {} : { explanation }),
		},
		true,
	);
	return exit;
};

const sessionOf = async (id: string, view: MigrationView, journal: Journal): Promise<Session> => {
	const { source: from = view.source, target: to = view.target, ...options } = view.options ?? {};
	const request: MigrationRequest = { ...options, container: view.container, source: from, target: to };
	const [source, target] = await Promise.all([connect(from), connect(to)]);
	return {
		id,
		request,
		journal,
		source: recorded(source, journal),
		target: recorded(target, journal),
		holder: thisHolder(id),
		startedMs: view.startedAt,
		bytes: 0,
		gaveUpSource: false,
		touched: false,
	};
};

/** What a recovery knows from the journal, and where it enters the machine after a look at both hosts. */
const recoveryStart = async (session: Session, view: MigrationView, wish: Wish): Promise<Decision> => {
	if (view.plan === undefined) return { from: 'undo' };
	const { v: _, seq: __, at: ___, migration: ____, type: _____, ...plan } = view.plan;
	session.plan = plan;
	session.touched = true;
	if (view.frozenAt !== undefined) session.frozenMs = view.frozenAt;
	if (view.unfrozenAt !== undefined) session.unfrozenMs = view.unfrozenAt;
	const intended = (act: Intent) => view.intents.some((intent) => intent.act === act);
	session.gaveUpSource = intended('give-up-source');
	session.recovering = true;
	await takeLocks(session);
	return decide(await settled(session), wish, {
		gaveUp: session.gaveUpSource,
		transferred: view.stages.transfer.state === 'done',
		committing: intended('commit'),
	});
};

const start = async (session: Session, view: MigrationView, how: How): Promise<number> => {
	const decision = how === 'start' ? ({ from: 'start' } as const) : await recoveryStart(session, view, how);
	if ('refused' in decision) {
		const error = new FerryError({ what: 'This migration needs a decision by hand', why: decision.refused });
		return finish(session, { outcome: 'needs-human', cancelled: false, error });
	}
	const actor = createActor(migrationMachine.provide({ actors: actors(session) }), { input: decision });
	listen(session, actor);
	return new Promise<number>((resolve) => {
		actor.subscribe({ complete: () => resolve(finish(session, actor.getSnapshot().context)) });
		actor.start();
	});
};

/**
Carries out the migration of a journal to its end; gives the exit status that goes with its outcome. `how` says
whether it is new or what is wished for an interrupted one.
*/
export const runEngine = async (id: string, how: How = 'start'): Promise<number> => {
	const path = journalPath(id);
	if (!claim(dirname(path))) return exits.busy;
	const view = await readView(path);
	const journal = openJournal(id, await lastSeq(path));
	const session = await sessionOf(id, view, journal);
	const { pid, start: startTime, boot } = session.holder;
	emit(session, { type: 'engine', pid, startTime, bootId: boot }, true);
	const exit = await start(session, view, how).catch((error: unknown) =>
		// Only a recovery comes here: it could not look at both hosts, so nothing may be concluded.
		finish(session, { outcome: how === 'start' ? 'not-started' : 'needs-human', cancelled: false, error }),
	);
	await endHelpers(session);
	await Promise.all([session.source.close(), session.target.close()]);
	journal.close();
	return exit;
};
