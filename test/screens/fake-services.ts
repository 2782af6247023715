import { sshError } from '../../source/hosts/ssh.ts';
import type { EventOf, FerryEvent } from '../../source/model/events.ts';
import type { ContainerListing, Facts, HostFacts } from '../../source/model/facts.ts';
import type { Finding } from '../../source/model/finding.ts';
import { foldAll } from '../../source/model/fold.ts';
import type { MigrationRecord, Services, Settings } from '../../source/model/services.ts';
import {
	blockingFindings,
	cancelEvents,
	type SampleName,
	sampleFindings,
	sampleJournal,
	samplePlan,
	sampleStart,
} from './sample-journal.ts';

export type Scenario = {
	/** How many containers `alpha` has. @default 8 */
	containers?: number;
	journal?: SampleName;
	/** Stop giving events after the first one that matches: a type, or a stage that was started. */
	hold?: string;
	/** Give the events at their own times instead of at once. */
	live?: boolean;
	blocked?: boolean;
	introduced?: boolean;
	/** Migrations in the history. @default 4 */
	past?: number;
	/** A migration without an end, stopped in transfer. */
	unfinished?: boolean;
	/** Hosts that do not answer. */
	dead?: string[];
	/** Every text from a host tries to drive the terminal (hostile.ts). */
	hostile?: boolean;
	/** Never answer a check. */
	slow?: boolean;
	notify?: boolean;
	/** Follow a journal of so many events. */
	events?: number;
};

const gb = 1_000_000_000;
const named = ['web1', 'count1', 'mem1', 'files1', 'raw1', 'db-primary', 'build', 'mail'];
const states = ['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'STOPPED', 'STOPPED'];

const container = (index: number): ContainerListing => {
	const state = states[index % states.length] ?? 'RUNNING';
	const name = named[index] ?? `node-${String(index).padStart(3, '0')}`;
	const running = state === 'RUNNING';
	return {
		name,
		state,
		addresses: running ? [`10.0.3.${11 + (index % 200)}`] : [],
		...(running
			? { memory: 41_000_000 + index * 37_300_000, uptime: 260 + index * 91_000, pid: 4000 + index }
			: {}),
		...(name === 'mail' ? { movedTo: 'beta' } : {}),
		...(name === 'raw1' ? { lastVerdict: 'console' } : {}),
	};
};

/** The screens look at the containers only; what else a host tells is the checks' business. */
const hostFacts = (name: string, containers: ContainerListing[]): HostFacts =>
	({ name, root: true, containers }) as Partial<HostFacts> as HostFacts;

const unreachable = (host: string) =>
	sshError(host, `ssh: connect to host ${host} port 22: Connection refused`);

const shifted = (events: readonly FerryEvent[], by: number): FerryEvent[] =>
	events.map((event) => ({ ...event, at: new Date(Date.parse(event.at) + by).toISOString() }));

/** Moments inside of a stage. */
const moments: Record<string, (event: EventOf<'stage'>) => boolean> = {
	'mid-sync': ({ bytes = 0 }) => bytes > 200_000_000,
	'round-result': ({ detail = '' }) => detail.startsWith('round 2:'),
};

const matches = (event: FerryEvent, hold = ''): boolean => {
	if (event.type !== 'stage') return event.type === hold;
	return moments[hold]?.(event) ?? event.name === hold;
};

/** A recorded migration with so many lines of a log in it. */
export const longJournal = (count: number): FerryEvent[] => {
	const events = sampleJournal();
	const end = events.slice(-1);
	const line = (index: number) =>
		({
			...events[0],
			type: 'log',
			seq: index,
			host: 'alpha',
			line: `line ${index} of a long log`,
		}) as FerryEvent;
	return [
		...events.slice(0, -1),
		...Array.from({ length: count - events.length }, (_, index) => line(index)),
		...end,
	];
};

const until = (signal: AbortSignal | undefined, wake: Promise<void>): Promise<void> =>
	new Promise((resolve) => {
		signal?.addEventListener('abort', () => resolve());
		void wake.then(resolve);
	});

const history = (count: number): MigrationRecord[] =>
	Array.from({ length: count }, (_, index): MigrationRecord => {
		const names: SampleName[] = ['migrated', 'rolled-back', 'blocked', 'needs-human'];
		const from = sampleStart - (index + 1) * 7_200_000;
		const id = `${new Date(from).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-web1`;
		return { view: foldAll(sampleJournal(names[index % 4], from, id)), alive: false };
	});

/** Everything the screens may ask for, without any host. `log` tells what was asked. */
export const fakeServices = (scenario: Scenario = {}): Services & { clock(): number; asked: string[] } => {
	const asked: string[] = [];
	const settings: Settings = {
		recentTargets: ['beta'],
		sources: [],
		keepSource: true,
		notify: scenario.notify ?? false,
		introduced: scenario.introduced ?? true,
	};
	let clock = sampleStart;
	let cancelled = Promise.withResolvers<void>();
	let fixed = false;
	const findings = (): Finding[] => (scenario.blocked && !fixed ? blockingFindings : sampleFindings);
	const listing = Array.from({ length: scenario.containers ?? 8 }, (_, index) => container(index));
	return {
		asked,
		clock: () => clock + 1234,
		async knownHosts() {
			return [
				{ name: 'beta', from: 'recent', detail: 'used before, LXC 7.0.0' },
				{ name: 'gamma.example.org', from: 'ssh_config' },
				{ name: 'alpha', from: 'lab' },
			];
		},
		async list(host) {
			asked.push(`list ${host}`);
			if (scenario.dead?.includes(host)) throw unreachable(host);
			return hostFacts(
				host,
				host === 'alpha'
					? listing
					: listing.slice(0, 3).map((each) => ({ ...each, name: `${host}-${each.name}` })),
			);
		},
		async size(host, name) {
			asked.push(`size ${host} ${name}`);
			return 0.3 * gb + name.length * 0.11 * gb;
		},
		async check(request) {
			asked.push(`check ${request.container} ${request.target}`);
			if (scenario.slow) return new Promise(() => undefined);
			if (scenario.dead?.includes(request.target)) throw unreachable(request.target);
			const source = hostFacts(request.source, listing);
			const facts = { source, target: hostFacts(request.target, []) } as Partial<Facts> as Facts;
			return { facts, findings: findings(), plan: samplePlan };
		},
		async applyFix(fix) {
			asked.push(`apply ${fix.title}`);
			fixed = true;
		},
		async undoFixes() {
			asked.push('undo');
			const count = fixed ? 1 : 0;
			fixed = false;
			return count;
		},
		async start(request) {
			asked.push(`start ${JSON.stringify(request)}`);
			return '20261123-031200-web1';
		},
		async *follow(_id, signal) {
			cancelled = Promise.withResolvers<void>();
			let seq = 0;
			const base =
				scenario.events === undefined ? sampleJournal(scenario.journal) : longJournal(scenario.events);
			const events = scenario.live ? shifted(base, Date.now() - sampleStart) : base;
			for (const event of events) {
				const at = Date.parse(event.at);
				if (scenario.live) {
					const wait = at - Date.now();
					if (wait > 0) await until(signal, new Promise((resolve) => setTimeout(resolve, wait)));
				}
				if (signal?.aborted) return;
				clock = at;
				seq = event.seq;
				yield event;
				if (!matches(event, scenario.hold)) continue;
				await until(signal, cancelled.promise);
				if (signal?.aborted) return;
				yield* cancelEvents(clock, seq + 1);
				return;
			}
		},
		async cancel(id) {
			asked.push(`cancel ${id}`);
			cancelled.resolve();
		},
		async resume(id) {
			asked.push(`resume ${id}`);
		},
		async rollback(id) {
			asked.push(`rollback ${id}`);
		},
		async migrations() {
			const past = history(scenario.past ?? 4);
			if (!scenario.unfinished) return past;
			const events = sampleJournal('migrated', sampleStart - 720_000, '20261123-030000-web1');
			const cutAt = events.findIndex((event) => event.type === 'stage' && event.name === 'transfer');
			return [{ view: foldAll(events.slice(0, cutAt + 2)), alive: false }, ...past];
		},
		settings: {
			get: (key) => settings[key],
			set: (values) => {
				Object.assign(settings, values);
				asked.push(`set ${JSON.stringify(values)}`);
			},
		},
	};
};
