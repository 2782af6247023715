import { dirname } from 'node:path';
import { type ActorRefFrom, createActor } from 'xstate';
import { connect } from '../hosts/connect.ts';
import { exits, FerryError } from '../model/error.ts';
import type { Intent } from '../model/events.ts';
import type { MigrationView } from '../model/fold.ts';
import type { MigrationRequest } from '../model/services.ts';
import { actorsFor } from './actors.ts';
import { claim } from './claim.ts';
import { finish } from './finish.ts';
import { thisHolder } from './identity.ts';
import { type Journal, lastSeq, openJournal, readView } from './journal.ts';
import { migrationMachine } from './machine.ts';
import { endUnwanted } from './post-copy.ts';
import { recorded } from './recorded.ts';
import { type Decision, decide, type Wish } from './recovery.ts';
import { emit, type Session } from './session.ts';
import { endHelpers } from './stages/cleanup.ts';
import { takeLocks } from './stages/prepare.ts';
import { journalPath } from './state-dir.ts';
import { settled } from './where.ts';

export type How = 'start' | Wish;

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

const sessionOf = async (id: string, view: MigrationView, journal: Journal): Promise<Session> => {
	const { source: from = view.source, target: to = view.target, ...options } = view.options ?? {};
	const request: MigrationRequest = { ...options, container: view.container, source: from, target: to };
	const [source, target] = await Promise.all([connect(from, { bulk: true }), connect(to, { bulk: true })]);
	return {
		id,
		request,
		journal,
		source: recorded(source, journal),
		target: recorded(target, journal),
		holder: thisHolder(id),
		startedMs: view.startedAt,
		bytes: 0,
		letGo: false,
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
	// A recovery that restored it on the target was no handover: its source had ended before.
	session.letGo = intended('give-up-source') || intended('restore-target');
	session.recovering = true;
	session.transferred = view.stages.transfer.state === 'done';
	await takeLocks(session);
	if (plan.method === 'post-copy') await endUnwanted(session, wish);
	return decide(await settled(session), wish, {
		letGo: session.letGo,
		transferred: session.transferred,
		committing: intended('commit'),
		follows: plan.method === 'post-copy',
	});
};

const start = async (session: Session, view: MigrationView, how: How): Promise<number> => {
	const decision = how === 'start' ? ({ from: 'start' } as const) : await recoveryStart(session, view, how);
	if ('refused' in decision) {
		const error = new FerryError({ what: 'This migration needs a decision by hand', why: decision.refused });
		return finish(session, { outcome: 'needs-human', cancelled: false, error });
	}
	const actor = createActor(migrationMachine.provide({ actors: actorsFor(session) }), { input: decision });
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
