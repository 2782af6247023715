import { isAlive } from '../engine/control.ts';
import { migrationIds, readView } from '../engine/journal.ts';
import { journalPath } from '../engine/state-dir.ts';
import type { MigrationRecord } from '../model/services.ts';

/** All recorded migrations, newest first. A journal that can't be read, or holds no first event, is passed over. */
export const records = async (): Promise<MigrationRecord[]> => {
	const ids = await migrationIds();
	const found: MigrationRecord[] = [];
	// One after the other: a thousand journals at once would need a thousand open files.
	for (const id of ids) {
		const view = await readView(journalPath(id)).catch(() => undefined);
		if (view !== undefined && view.id !== '') found.push({ view, alive: await isAlive(view) });
	}
	return found;
};
