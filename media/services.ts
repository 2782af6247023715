// What the screens are shown for the pictures: the lab's containers, and the findings and events of real migrations.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventOf, FerryEvent } from '../source/model/events.ts';
import type { ContainerListing, Facts, HostFacts } from '../source/model/facts.ts';
import { foldAll } from '../source/model/fold.ts';
import { parseEvent } from '../source/model/parse-event.ts';
import type { Checkup, Services, Settings } from '../source/model/services.ts';

const events = (path: string): FerryEvent[] =>
	readFileSync(path, 'utf8')
		.split('\n')
		.flatMap((line) => parseEvent(line) ?? []);

const listing = (
	name: string,
	address: string,
	memory: number,
	size: number,
	uptime: number,
	extra: Partial<ContainerListing> = {},
): ContainerListing => ({
	...{ name, state: 'RUNNING', addresses: [address], memory, size, uptime, pid: 1000 },
	...extra,
});

const containers = [
	listing('count1', '10.0.3.102', 1_300_000, 2_900_000, 5400),
	listing('files1', '10.0.3.104', 6_100_000, 1_074_000_000, 86_000),
	listing('mem1', '10.0.3.103', 421_000_000, 4_100_000, 86_400),
	listing('raw1', '10.0.3.105', 31_400_000, 177_000_000, 990_000, { lastVerdict: 'console' }),
	listing('web1', '10.0.3.101', 24_800_000, 178_000_000, 4_200_000),
];

/** The screens look at the containers only; what else a host tells is the checks' business. */
const host = (name: string, of: ContainerListing[] = []): HostFacts =>
	({ name, root: true, containers: of }) as Partial<HostFacts> as HostFacts;

/** The checklist that a journal was begun with. */
const checkupOf = (journal: readonly FerryEvent[]): Checkup => {
	const plan = journal.find((event): event is EventOf<'plan'> => event.type === 'plan');
	if (plan === undefined) throw new Error('the journal has no plan');
	const facts = { source: host('alpha', containers), target: host('beta') } as Partial<Facts> as Facts;
	return { facts, findings: foldAll(journal).findings, plan };
};

/** The events at the times between them, as if the migration began now. */
async function* live(journal: readonly FerryEvent[], signal?: AbortSignal): AsyncGenerator<FerryEvent> {
	const shift = Date.now() - Date.parse(journal[0]?.at ?? '');
	for (const event of journal) {
		const at = Date.parse(event.at) + shift;
		await delay(Math.max(0, at - Date.now()));
		if (signal?.aborted) return;
		yield { ...event, at: new Date(at).toISOString() };
	}
}

/** The services of a room in which every migration is the recorded one; `journals` is the folder of recordings. */
export const recordedServices = (journals: string): Services => {
	const migrated = events(`${journals}/migrated.ndjson`);
	const blocked = events(`${journals}/blocked.ndjson`);
	const settings: Settings = {
		recentTargets: ['beta'],
		sources: [],
		keepSource: true,
		notify: false,
		introduced: true,
	};
	return {
		knownHosts: async () => [{ name: 'beta', from: 'lab' }],
		list: async (name) => host(name, containers),
		size: async () => undefined,
		check: async ({ container }) => checkupOf(container === 'raw1' ? blocked : migrated),
		applyFix: async () => {},
		undoFixes: async () => 0,
		start: async () => 'last',
		follow: (_id, signal) => live(migrated, signal),
		cancel: async () => {},
		resume: async () => {},
		rollback: async () => {},
		migrations: async () => [],
		settings: { get: (key) => settings[key], set: () => {} },
	};
};
