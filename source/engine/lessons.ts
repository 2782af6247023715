import type { MigrationView } from '../model/fold.ts';
import type { Lesson } from '../model/predict.ts';
import type { MigrationRequest } from '../model/services.ts';
import type { Method } from '../model/stages.ts';
import { migrationIds, readView } from './journal.ts';
import { journalPath } from './state-dir.ts';

/** Older ones tell of other times. */
const lookedAt = 20;

type Asked = Pick<MigrationRequest, 'container' | 'pageServer'>;

/** A lesson, and what kind of migration it is of. */
type Past = Lesson & { container: string; method: Method; straight: boolean };

/** What a migration between two hosts teaches, in either direction; undefined if it teaches nothing of them. */
export const pastOf = (view: MigrationView, hosts: { source: string; target: string }): Past | undefined => {
	const { plan, blackoutMs, totalMs, container, options } = view;
	const between = [view.source, view.target].toSorted().join();
	if (view.outcome !== 'migrated' || between !== [hosts.source, hosts.target].toSorted().join())
		return undefined;
	if (plan?.predicted === undefined || blackoutMs === undefined) return undefined;
	const { method, predicted } = plan;
	const measured = { blackoutMs, ...(totalMs === undefined ? {} : { totalMs }) };
	return { container, method, straight: options?.pageServer !== undefined, predicted, ...measured };
};

/**
Those of the same kind: the same method, and memory that went the same way, straight to a page server or through ssh.
Those of the same container tell more than all others: if there are any, only they count.
*/
export const alike = (past: readonly Past[], { container, pageServer }: Asked, method: Method): Lesson[] => {
	const straight = pageServer !== undefined;
	const same = past.filter((one) => one.method === method && one.straight === straight);
	const own = same.filter((one) => one.container === container);
	return own.length > 0 ? own : same;
};

/** What earlier migrations took, against what was predicted of them, newest first; for each method. */
export const lessonsOf = async (
	request: Asked,
	source: string,
	target: string,
): Promise<(method: Method) => Lesson[]> => {
	const past: Past[] = [];
	for (const id of (await migrationIds()).slice(0, lookedAt)) {
		const view = await readView(journalPath(id)).catch(() => undefined);
		const one = view && pastOf(view, { source, target });
		if (one !== undefined) past.push(one);
	}
	return (method) => alike(past, request, method);
};
