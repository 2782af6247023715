import type { FerryEvent, MigrationOptions } from './events.ts';
import type { Facts, HostFacts } from './facts.ts';
import type { Finding, Fix } from './finding.ts';
import type { MigrationView } from './fold.ts';
import type { Plan } from './plan.ts';

/** A host that can be picked as a target, and why it is offered. */
export type KnownHost = { name: string; from: 'recent' | 'ssh_config' | 'lab' | 'settings'; detail?: string };

/** The result of a check: what was learned, what it means, and what would be done. */
export type Checkup = { facts: Facts; findings: Finding[]; plan: Plan };

export type MigrationRequest = MigrationOptions & { container: string };

/** A migration in the state directory, with whether an engine works on it now. */
export type MigrationRecord = { view: MigrationView; alive: boolean };

/**
What the screens ask of the rest of the program. They are given an object of this type and never reach for a host
or a file themselves, so that every screen can be driven by a test.
Each function rejects with a `FerryError` (model/error.ts) that says what, why and what next.
*/
export type Services = {
	/** Hosts offered as targets, best guess first. */
	knownHosts(): Promise<KnownHost[]>;
	/** The containers of a host; fast, without the checks. */
	list(host: string, signal?: AbortSignal): Promise<HostFacts>;
	/** Bytes of a container's root file system on `host`; slow on large ones. */
	size(host: string, container: string, signal?: AbortSignal): Promise<number | undefined>;
	/** Facts of both hosts, all findings, the plan. */
	check(request: MigrationRequest, signal?: AbortSignal): Promise<Checkup>;
	applyFix(fix: Fix, request: MigrationRequest): Promise<void>;
	undoFixes(request: MigrationRequest): Promise<number>;
	/** Starts an engine process of its own and gives the id of its migration. */
	start(request: MigrationRequest): Promise<string>;
	/** The journal's events from the first, then as they are written, until `finished` or the signal. */
	follow(id: string, signal?: AbortSignal): AsyncIterable<FerryEvent>;
	/** Asks the engine to stop and bring the container back; it answers in the journal. */
	cancel(id: string): Promise<void>;
	resume(id: string): Promise<void>;
	rollback(id: string): Promise<void>;
	/** Newest first. */
	migrations(): Promise<MigrationRecord[]>;
	settings: {
		get<Key extends keyof Settings>(key: Key): Settings[Key];
		set(values: Partial<Settings>): void;
	};
};

/** Kept by conf between runs. */
export type Settings = {
	/** Hosts offered as targets, most recent first. */
	recentTargets: string[];
	/** Hosts whose containers the picker shows beside this machine's. */
	sources: string[];
	keepSource: boolean;
	notify: boolean;
	/** The first guided run was finished. */
	introduced: boolean;
};
