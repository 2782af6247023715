import type { CommandLine, EventOf, Explanation, FerryEvent, Intent, MigrationOptions } from './events.ts';
import type { Finding } from './finding.ts';
import { foldStageView, isLate, newStage, type StageView } from './fold-stage.ts';
import { type Method, type Outcome, type StageName, stageNames } from './stages.ts';

export type Mark = { host: string; name: string; ms: number; from?: number };

/** What a journal says of a migration: the only thing that screens and reports look at. */
export type MigrationView = {
	id: string;
	container: string;
	source: string;
	target: string;
	options?: MigrationOptions;
	versions: Record<string, string>;
	plan?: EventOf<'plan'>;
	/** Milliseconds since the epoch: of the first event, of the last event. */
	startedAt: number;
	lastAt: number;
	stages: Record<StageName, StageView>;
	/** The stage that runs, or ran last. */
	stage?: StageName;
	findings: Finding[];
	/** Milliseconds since the epoch. */
	frozenAt?: number;
	unfrozenAt?: number;
	/** Where the container runs, as far as the journal knows. */
	runsOn: string;
	rollback?: { phase: 'started' | 'finished' | 'failed'; reason: string; at: number };
	cancelled?: string;
	marks: Mark[];
	commands: (CommandLine & { exit: number; ms: number; at: number })[];
	log: { host: string; line: string; at: number }[];
	intents: { act: string; detail: string; at: number }[];
	engine?: { pid: number; startTime: string; bootId: string };
	method?: Method;
	outcome?: Outcome;
	exit?: number;
	blackoutMs?: number;
	totalMs?: number;
	bytes: number;
	explanation?: Explanation;
	events: number;
	/** Lines of a journal's later format: what they say is not known here. */
	newer: number;
	/** How many findings, marks and intents were too many to be kept. */
	leftOut: number;
};

/** No migration has nearly as many; a journal that does must not cost memory, nor time for each line. */
const kept = { log: 500, commands: 500, findings: 300, marks: 500, intents: 50 };

/** The view before the first event. */
export const emptyView = (): MigrationView => ({
	id: '',
	container: '',
	source: '',
	target: '',
	versions: {},
	startedAt: 0,
	lastAt: 0,
	stages: Object.fromEntries(stageNames.map((name): [StageName, StageView] => [name, newStage()])) as Record<
		StageName,
		StageView
	>,
	findings: [],
	runsOn: '',
	marks: [],
	commands: [],
	log: [],
	intents: [],
	bytes: 0,
	events: 0,
	newer: 0,
	leftOut: 0,
});

/** The list with one more; of one that is full the oldest goes, or the one that `goes` points at. */
const added = <Key extends 'findings' | 'marks' | 'intents'>(
	view: MigrationView,
	key: Key,
	item: MigrationView[Key][number],
	goes: (items: MigrationView[Key]) => number = () => 0,
): MigrationView => {
	const items = [...view[key], item] as MigrationView[Key];
	if (items.length <= kept[key]) return { ...view, [key]: items };
	items.splice(goes(items), 1);
	return { ...view, [key]: items, leftOut: view.leftOut + 1 };
};

const acts: Record<Intent, true> = {
	prepare: true,
	freeze: true,
	'give-up-source': true,
	'restore-target': true,
	'restore-source': true,
	commit: true,
};

/** Recovery asks whether an act was ever intended: what goes is said again later, or is no act of ours. */
const repeated = (intents: MigrationView['intents']): number => {
	const last = new Map(intents.map(({ act }, at) => [act, at]));
	return intents.findIndex(({ act }, at) => !Object.hasOwn(acts, act) || last.get(act) !== at);
};

const foldStage = (view: MigrationView, event: EventOf<'stage'>, at: number): MigrationView => {
	const before = view.stages[event.name];
	if (before === undefined) return view;
	return {
		...view,
		stage: event.phase === 'skipped' || isLate(before, event) ? (view.stage ?? event.name) : event.name,
		stages: { ...view.stages, [event.name]: foldStageView(before, event, at) },
	};
};

/** A recovery goes on where an earlier engine had ended. */
const unfinished = ({
	outcome: _,
	exit: __,
	explanation: ___,
	totalMs: ____,
	...view
}: MigrationView): MigrationView => view;

const foldBody = (view: MigrationView, event: FerryEvent, at: number): MigrationView => {
	switch (event.type) {
		case 'started':
			return {
				...view,
				id: event.migration,
				container: event.container,
				source: event.source,
				target: event.target,
				options: event.options,
				versions: event.versions,
				startedAt: at,
				runsOn: event.source,
			};
		case 'engine':
			return {
				...unfinished(view),
				engine: { pid: event.pid, startTime: event.startTime, bootId: event.bootId },
			};
		case 'finding': {
			const { v, seq, at: _, migration, type, ...finding } = event;
			const same = (other: Finding) => other.check === finding.check && other.title === finding.title;
			return added({ ...view, findings: view.findings.filter((other) => !same(other)) }, 'findings', finding);
		}
		case 'plan':
			return { ...view, plan: event, method: event.method };
		case 'stage':
			return foldStage(view, event, at);
		case 'command': {
			const { host, argv, exit, ms } = event;
			return { ...view, commands: [...view.commands, { host, argv, exit, ms, at }].slice(-kept.commands) };
		}
		case 'log':
			return { ...view, log: [...view.log, { host: event.host, line: event.line, at }].slice(-kept.log) };
		case 'intent':
			return added(view, 'intents', { act: event.act, detail: event.detail, at }, repeated);
		case 'frozen': {
			const { unfrozenAt: _, ...rest } = view;
			return { ...rest, frozenAt: event.ms ?? at, runsOn: '' };
		}
		case 'unfrozen':
			return { ...view, unfrozenAt: event.ms ?? at, runsOn: event.host };
		case 'mark': {
			const { host, name, ms, from } = event;
			return added(view, 'marks', { host, name, ms, ...(from === undefined ? {} : { from }) });
		}
		case 'rollback':
			return { ...view, rollback: { phase: event.phase, reason: event.reason, at } };
		case 'cancel':
			return { ...view, cancelled: event.by };
		case 'finished':
			return {
				...view,
				outcome: event.outcome,
				exit: event.exit,
				totalMs: event.totalMs,
				bytes: event.bytes,
				...(event.blackoutMs === undefined ? {} : { blackoutMs: event.blackoutMs }),
				...(event.explanation === undefined ? {} : { explanation: event.explanation }),
			};
		default:
			return view;
	}
};

/** Folds one event into the view; an event of an unknown type changes nothing but the counters. */
export const fold = (view: MigrationView, event: FerryEvent): MigrationView => {
	const at = Date.parse(event.at);
	const time = Number.isNaN(at) ? view.lastAt : at;
	return { ...foldBody(view, event, time), lastAt: time, events: view.events + 1 };
};

/** How many events may wait to be folded together. */
const batch = 5000;

const foldMany = (view: MigrationView, events: readonly FerryEvent[]): MigrationView => {
	const logged = events.reduce((count, { type }) => count + (type === 'log' ? 1 : 0), 0);
	const passedOver = Math.max(0, logged - kept.log);
	let left = passedOver;
	let folded = view;
	for (const event of events) {
		if (event.type === 'log' && left > 0) left -= 1;
		else folded = fold(folded, event);
	}
	return { ...folded, events: folded.events + passedOver };
};

/**
Folds events as they come, many at a time: each line of a log costs a new list of all that are kept, and those that
later ones push out again are then never put in. The view is the same as of `fold`.
*/
export const folding = (): { add(event: FerryEvent): void; addNewer(): void; view(): MigrationView } => {
	let folded = emptyView();
	let waiting: FerryEvent[] = [];
	const view = () => {
		if (waiting.length > 0) folded = foldMany(folded, waiting);
		waiting = [];
		return folded;
	};
	return {
		add(event) {
			waiting.push(event);
			if (waiting.length >= batch) view();
		},
		addNewer() {
			folded = { ...folded, newer: folded.newer + 1 };
		},
		view,
	};
};

/** The view of a whole journal. */
export const foldAll = (events: Iterable<FerryEvent>): MigrationView => {
	let view = emptyView();
	for (const event of events) view = fold(view, event);
	return view;
};

/** Milliseconds of the blackout at the instant `now`, running or over; undefined before the freeze. */
export const blackoutMs = (view: MigrationView, now: number): number | undefined => {
	if (view.blackoutMs !== undefined) return view.blackoutMs;
	if (view.frozenAt === undefined) return undefined;
	return Math.max(0, (view.unfrozenAt ?? now) - view.frozenAt);
};
