import type { CommandLine, Explanation } from '../model/events.ts';
import { worstFirst } from '../model/finding.ts';
import { blackoutMs, type Mark, type MigrationView } from '../model/fold.ts';
import { type Method, type Outcome, type StageName, stageNames } from '../model/stages.ts';

/** What is left to say when a migration is over: the line that `show --json` and `history --json` print. */
export type Summary = {
	id: string;
	container: string;
	source: string;
	target: string;
	startedAt: string;
	/** `under-way`: not finished, as far as the journal knows. */
	outcome: Outcome | 'under-way';
	exit?: number;
	method?: Method;
	/** Where the container runs; empty while it is frozen. */
	runsOn: string;
	blackoutMs?: number;
	totalMs: number;
	bytes: number;
	predicted?: { blackoutMs: number; totalMs: number };
	stages: { name: StageName; state: string; ms?: number; bytes?: number; rounds?: number }[];
	findings: { check: string; level: string; title: string }[];
	marks: Mark[];
	commands: (CommandLine & { exit: number; ms: number })[];
	/** By whom. */
	cancelled?: string;
	rollback?: { phase: string; reason: string };
	explanation?: Explanation;
};

const stageSummaries = (view: MigrationView): Summary['stages'] =>
	stageNames.map((name) => {
		const { state, startedAt, endedAt, bytes, round } = view.stages[name];
		return {
			name,
			state,
			...(startedAt === undefined || endedAt === undefined ? {} : { ms: endedAt - startedAt }),
			...(bytes === undefined ? {} : { bytes }),
			...(round === undefined ? {} : { rounds: round }),
		};
	});

/**
The summary of a view. A pure function of the journal: folding what `migrate --json` printed gives the same as
`show last --json`.
*/
export const summarize = (view: MigrationView): Summary => {
	const blackout = blackoutMs(view, view.lastAt);
	return {
		id: view.id,
		container: view.container,
		source: view.source,
		target: view.target,
		startedAt: new Date(view.startedAt).toISOString(),
		outcome: view.outcome ?? 'under-way',
		...(view.exit === undefined ? {} : { exit: view.exit }),
		...(view.method === undefined ? {} : { method: view.method }),
		runsOn: view.runsOn,
		...(blackout === undefined ? {} : { blackoutMs: blackout }),
		totalMs: view.totalMs ?? view.lastAt - view.startedAt,
		bytes: view.bytes,
		...(view.plan?.predicted === undefined ? {} : { predicted: view.plan.predicted }),
		stages: stageSummaries(view),
		findings: worstFirst(view.findings).map(({ check, level, title }) => ({ check, level, title })),
		marks: view.marks,
		commands: view.commands.map(({ host, argv, exit, ms }) => ({ host, argv, exit, ms })),
		...(view.cancelled === undefined ? {} : { cancelled: view.cancelled }),
		...(view.rollback === undefined
			? {}
			: { rollback: { phase: view.rollback.phase, reason: view.rollback.reason } }),
		...(view.explanation === undefined ? {} : { explanation: view.explanation }),
	};
};
