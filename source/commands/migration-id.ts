import { migrationIds, readView, resolveId } from '../engine/journal.ts';
import { journalPath, migrationsDir } from '../engine/state-dir.ts';
import type { MigrationView } from '../model/fold.ts';
import { printable } from '../model/text.ts';
import { usageError } from './usage-error.ts';

/** The id that `last`, an id or the beginning of one means; throws a `FerryError` if there is none. */
export const idOf = async (wanted: string): Promise<string> => {
	const id = await resolveId(wanted);
	if (id !== undefined) return id;
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

/** The view of a recorded migration. */
export const viewOf = async (wanted: string): Promise<MigrationView> =>
	readView(journalPath(await idOf(wanted)));
