import { existsSync } from 'node:fs';
import { migrationIds, readView, resolveId } from '../engine/journal.ts';
import { journalPath, migrationsDir } from '../engine/state-dir.ts';
import { FerryError } from '../model/error.ts';
import type { MigrationView } from '../model/fold.ts';
import { printable } from '../model/text.ts';
import { usageError } from './usage-error.ts';

const unreadable = (id: string, why: string): FerryError =>
	new FerryError({
		what: `Migration ${id} has no journal to read`,
		why,
		next: [`Look at it: ${journalPath(id)}`],
	});

/** The id that `last`, an id or the beginning of one means; throws a `FerryError` if there is none. */
export const idOf = async (wanted: string): Promise<string> => {
	const id = await resolveId(wanted);
	if (id !== undefined && existsSync(journalPath(id))) return id;
	if (id !== undefined) throw unreadable(id, 'It was never written, or was removed.');
	const ids = await migrationIds();
	if (ids.length === 0) {
		throw usageError('There are no migrations yet', `${migrationsDir()} is empty.`, [
			'Start one: lxc-ferry migrate NAME TARGET',
		]);
	}
	const several = ids.filter((known) => known.startsWith(wanted));
	throw usageError(
		several.length > 1
			? `"${printable(wanted)}" begins more than one id`
			: `There is no migration "${printable(wanted)}"`,
		several.length > 1 ? several.join(', ') : `The latest is ${ids[0]}.`,
		['See them all: lxc-ferry history', 'The latest is also called: last'],
	);
};

/** The view of a recorded migration; throws a `FerryError` if its journal says nothing that can be understood. */
export const viewOf = async (wanted: string): Promise<MigrationView> => {
	const id = await idOf(wanted);
	const view = await readView(journalPath(id));
	if (view.id === '') throw unreadable(id, 'It holds no event that this version understands.');
	return view;
};
