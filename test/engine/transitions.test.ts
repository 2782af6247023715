// Every transition of the machine, as xstate/graph finds them in its definition, is taken here by a real actor whose
// stages succeed, fail or are cancelled. What the stages themselves do is the fault matrix's (test/lab/faults).
import { expect, test } from 'vitest';
import { createActor, fromPromise, type InspectionEvent, initialTransition, transition } from 'xstate';
import { toDirectedGraph } from 'xstate/graph';
import { type MachineContext, migrationMachine, type Recovered } from '../../source/engine/machine.ts';
import { entries, stages } from './machine-inputs.ts';

const ends: (Recovered | 'error')[] = ['not-started', 'rolled-back', 'needs-human', 'error'];

type Situation = {
	from: MachineContext['from'];
	fail?: string;
	cancelIn?: string;
	undo: Recovered | 'error';
	rollback: Recovered | 'error';
};

const edge = (source: string, event: string, target: string) => `${source} --${event}--> ${target}`;

/** Runs the machine in one situation; gives the transitions that it took. */
const takes = async ({ from, fail, cancelIn, ...ways }: Situation): Promise<string[]> => {
	const taken: string[] = [];
	const inspect = (event: InspectionEvent) => {
		if (event.type !== '@xstate.microstep') return;
		for (const { source, target, eventType } of event._transitions)
			taken.push(edge(source.key, eventType, target?.[0]?.key ?? source.key));
	};
	const cancel = (name: string) => {
		if (cancelIn === name) actor.send({ type: 'CANCEL' });
	};
	const stage = (name: string) =>
		fromPromise<void>(async () => {
			await Promise.resolve();
			cancel(name);
			if (fail === name) throw new Error(`${name} failed`);
		});
	const way = (name: 'undo' | 'rollback') =>
		fromPromise<Recovered>(async () => {
			await Promise.resolve();
			cancel(name);
			const end = ways[name];
			if (end === 'error') throw new Error(`${name} failed`);
			return end;
		});
	const machine = migrationMachine.provide({
		actors: {
			...(Object.fromEntries(stages.map((name) => [name, stage(name)])) as Record<
				(typeof stages)[number],
				ReturnType<typeof stage>
			>),
			undo: way('undo'),
			rollback: way('rollback'),
		},
	});
	const actor = createActor(machine, { input: { from }, inspect });
	await new Promise<void>((resolve) => {
		actor.subscribe({ complete: resolve });
		actor.start();
	});
	return taken;
};

const situations: Situation[] = entries.flatMap((from) =>
	ends.flatMap((end) =>
		[undefined, ...stages, 'undo', 'rollback'].flatMap((name) => [
			{ from, undo: end, rollback: end, ...(name === undefined ? {} : { fail: name }) },
			{ from, undo: end, rollback: end, ...(name === undefined ? {} : { cancelIn: name, fail: 'commit' }) },
		]),
	),
);

const outcomes = (name: string): { type: string; output?: Recovered; error?: Error }[] => {
	const id = `actor.0.migration.${name}`;
	const bad = { type: `xstate.error.${id}`, error: new Error(name) };
	if (name !== 'undo' && name !== 'rollback') return [{ type: `xstate.done.${id}` }, bad];
	return [
		bad,
		...(['not-started', 'rolled-back', 'needs-human'] as const).map((output) => ({
			type: `xstate.done.${id}`,
			output,
		})),
	];
};

type Event = Parameters<typeof transition<typeof migrationMachine>>[2];
type State = ReturnType<typeof initialTransition<typeof migrationMachine>>[0];

const everything = [...stages, 'undo', 'rollback']
	.flatMap(outcomes)
	.concat({ type: 'CANCEL' }) as unknown as Event[];

/** Every state that can be reached at all, by what is in it, and those that lead to it. Not a sample: all of them. */
const explore = (from: MachineContext['from'][]): Map<string, { state: State; before: Set<string> }> => {
	const found = new Map<string, { state: State; before: Set<string> }>();
	const keyOf = ({ value, context }: State) => `${String(value)} ${context.from} ${context.cancelled}`;
	const waiting = from.map((entry) => initialTransition(migrationMachine, { from: entry })[0]);
	for (const state of waiting) found.set(keyOf(state), { state, before: new Set() });
	for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
		for (const event of everything) {
			const [next] = transition(migrationMachine, state, event);
			if (next.value === state.value && next.context.cancelled === state.context.cancelled) continue;
			const known = found.get(keyOf(next));
			if (known === undefined) waiting.push(next);
			const entry = known ?? { state: next, before: new Set<string>() };
			entry.before.add(String(state.value));
			found.set(keyOf(next), entry);
		}
	}
	return found;
};

test('in all states that can be reached: the source is retired only after verify', () => {
	const all = [...explore(entries).values()];
	expect(all.length).toBeGreaterThan(30);
	const commits = all.filter(({ state }) => state.value === 'commit');
	expect(commits.length).toBeGreaterThan(0);
	for (const { before } of commits) expect([...before]).toEqual(['verify']);
	for (const { state, before } of all.filter((one) => one.state.value === 'migrated')) {
		expect([...before]).toEqual(['commit']);
		expect(state.context.outcome).toBe('migrated');
	}
});

test('once the source is given up nothing lets it run on', () => {
	const all = explore(['start']);
	const after = new Set(['handover']);
	for (let grown = true; grown; ) {
		grown = false;
		for (const { state, before } of all.values()) {
			const value = String(state.value);
			if (after.has(value) || ![...before].some((name) => after.has(name))) continue;
			after.add(value);
			grown = true;
		}
	}
	expect(after).not.toContain('undo');
	expect([...after].toSorted()).toEqual(
		['commit', 'handover', 'migrated', 'needsHuman', 'rollback', 'rolledBack', 'verify'].toSorted(),
	);
});

test('every transition is taken', async () => {
	const graph = toDirectedGraph(migrationMachine);
	const edges = graph.children.flatMap((child) =>
		child.edges.map((one) => edge(one.source.key, one.transition.eventType, one.target.key)),
	);
	// The first state is left at once, before anybody could look: by the same guards, so its edges count as seen.
	const wanted = new Set(edges.filter((one) => !one.startsWith('begin --')));
	const taken = new Set((await Promise.all(situations.map(takes))).flat());
	expect(wanted.size).toBeGreaterThan(40);
	expect([...wanted].filter((one) => !taken.has(one))).toEqual([]);
});
