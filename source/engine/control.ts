import { FerryError } from '../model/error.ts';
import type { MigrationView } from '../model/fold.ts';
import { bootId, startTime } from './identity.ts';
import { isId, readView } from './journal.ts';
import { journalPath } from './state-dir.ts';

/** Whether the engine that the journal names still works on it: same boot, same process. */
export const isAlive = async (view: Pick<MigrationView, 'engine' | 'outcome'>): Promise<boolean> => {
	const { engine, outcome } = view;
	if (engine === undefined || outcome !== undefined) return false;
	return engine.bootId === bootId() && startTime(engine.pid) === engine.startTime;
};

/**
Whether a migration is over with nothing left to do, as far as this machine's journals know; one of another machine may
not be. The id may come from a host's lock: only what looks like one is looked up.
*/
export const isOver = async (id: string): Promise<boolean> => {
	if (!isId(id)) return false;
	const view = await readView(journalPath(id)).catch(() => undefined);
	return view?.outcome !== undefined && view.outcome !== 'needs-human';
};

/** Asks the engine to stop and bring the container back. */
export const cancel = async (id: string): Promise<void> => {
	const view = await readView(journalPath(id));
	if (view.outcome !== undefined) return;
	if (!(await isAlive(view)) || view.engine === undefined) {
		throw new FerryError({
			what: `Nothing works on migration ${id}`,
			why: 'Its engine has ended before it was done.',
			next: [`Bring the container back: lxc-ferry rollback ${id}`],
		});
	}
	process.kill(view.engine.pid, 'SIGTERM');
};
