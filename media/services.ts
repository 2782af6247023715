// What the screens are shown for the pictures: the lab's containers, and the findings and events of real migrations.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sshError } from '../source/hosts/ssh.ts';
import type { EventOf, FerryEvent } from '../source/model/events.ts';
import type { ContainerListing, Facts, HostFacts } from '../source/model/facts.ts';
import { foldAll } from '../source/model/fold.ts';
import { parseEvent } from '../source/model/parse-event.ts';
import type { Checkup, MigrationRecord, Services, Settings } from '../source/model/services.ts';
import type { Showing } from './scenes.ts';

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

const others = [
	listing('db1', '10.0.3.111', 3_870_000_000, 12_400_000_000, 6_500_000),
	listing('mail', '10.0.3.112', 212_000_000, 5_900_000_000, 6_500_000),
	listing('wiki1', '10.0.3.113', 96_200_000, 1_020_000_000, 260_000),
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

/** The journal up to the middle of a stage, without what came after: nobody works on it. */
const broken = (journal: readonly FerryEvent[], stage: string): MigrationRecord => {
	const at = journal.findIndex((event) => event.type === 'stage' && event.name === stage);
	return { view: foldAll(journal.slice(0, at + 1)), alive: false };
};

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
	new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));

/** How long after what it is held at a recording stands still, milliseconds. */
const held = 640;

/**
The services of a room in which every migration is a recorded one; `journals` is the folder of recordings. `clock` is
the time in which the recordings stand still.
*/
export const recordedServices = (
	journals: string,
	{ newcomer, unfinished, journal = 'migrated', hold, live: alive }: Showing = {},
): Services & { clock(): number } => {
	const recorded = (name: string) => events(`${journals}/${name}.ndjson`);
	const [migrated, rolledBack, blocked] = [
		recorded('migrated'),
		recorded('rolled-back'),
		recorded('blocked'),
	];
	const followed = journal === 'migrated' ? migrated : rolledBack;
	const past = [blocked, rolledBack, migrated].map((each) => ({ view: foldAll(each), alive: false }));
	const settings: Settings = {
		recentTargets: ['beta'],
		sources: [],
		keepSource: true,
		notify: false,
		introduced: newcomer !== true,
	};
	let clock = Date.parse(blocked.at(-1)?.at ?? '') + 754_000;
	async function* still(signal?: AbortSignal): AsyncGenerator<FerryEvent> {
		for (const event of followed) {
			clock = Date.parse(event.at);
			yield event;
			if (event.type !== hold) continue;
			clock += held;
			await aborted(signal);
			return;
		}
	}
	return {
		clock: () => clock,
		knownHosts: async () => [{ name: 'beta', from: 'lab' }],
		list: async (name) => {
			if (name === 'gamma') throw sshError(name, 'ssh: connect to host gamma port 22: No route to host');
			return host(name, name === 'alpha' ? containers : others);
		},
		size: async () => undefined,
		check: async ({ container }) => checkupOf(container === 'raw1' ? blocked : migrated),
		applyFix: async () => {},
		undoFixes: async () => 0,
		start: async () => 'last',
		follow: (_id, signal) => (alive === true ? live(migrated, signal) : still(signal)),
		cancel: async () => {},
		resume: async () => {},
		rollback: async () => {},
		migrations: async () =>
			alive === true ? [] : unfinished === true ? [broken(migrated, 'transfer'), ...past] : past,
		settings: { get: (key) => settings[key], set: () => {} },
	};
};
