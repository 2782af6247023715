import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActor, fromPromise, initialTransition, transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { type MachineContext, migrationMachine, type Recovered } from '../../source/engine/machine.ts';
import { entries, stages } from './machine-inputs.ts';

const recovered: Recovered[] = ['not-started', 'rolled-back', 'needs-human'];

/** Everything that can happen to the machine: each stage's success and failure, each end of a way back, a cancel. */
const events = [
	...stages.flatMap((stage, at) => [
		{ type: `xstate.done.actor.${at}.migration.${stage}`, output: undefined },
		{ type: `xstate.error.actor.${at}.migration.${stage}`, error: new Error(stage) },
	]),
	...['undo', 'rollback'].flatMap((end) => [
		...recovered.map((output) => ({ type: `xstate.done.actor.0.migration.${end}`, output })),
		{ type: `xstate.error.actor.0.migration.${end}`, error: new Error(end) },
	]),
	{ type: 'CANCEL' as const },
].map((event) => ({ ...event, type: event.type.replace(/actor\.\d+\./, 'actor.0.') }));

type Event = Parameters<typeof transition<typeof migrationMachine>>[2];

const walk = (from: MachineContext['from'], sequence: readonly (typeof events)[number][]): string[] => {
	let [state] = initialTransition(migrationMachine, { from });
	const visited = [String(state.value)];
	for (const event of sequence) {
		[state] = transition(migrationMachine, state, event as unknown as Event);
		if (visited.at(-1) !== state.value) visited.push(String(state.value));
	}
	return visited;
};

test("the events of this test are the machine's own", () => {
	const ids = new Set(
		Object.values(migrationMachine.states).flatMap((state) => state.invoke.map(({ id }) => id)),
	);
	for (const { type } of events)
		if (type !== 'CANCEL') expect(ids).toContain(type.replace(/^xstate\.(done|error)\.actor\./, ''));
});

test('every state can be reached', () => {
	const reached = new Set(
		entries.flatMap((from) =>
			getShortestPaths(migrationMachine, { events: events as unknown as Event[], input: { from } }).map(
				(path) => String(path.state.value),
			),
		),
	);
	expect([...reached].toSorted()).toEqual(
		Object.keys(migrationMachine.states)
			.filter((name) => name !== 'begin')
			.toSorted(),
	);
});

test('no sequence of events retires the source before the target was verified', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...entries),
			fc.array(fc.constantFrom(...events), { maxLength: 60 }),
			(from, sequence) => {
				const visited = walk(from, sequence);
				const at = visited.indexOf('commit');
				if (at !== -1) expect(visited[at - 1]).toBe('verify');
				const handover = visited.indexOf('handover');
				// Once the source is given up, letting it run on is no way back any more.
				if (handover !== -1) expect(visited.slice(handover)).not.toContain('undo');
			},
		),
		{ numRuns: 5000 },
	);
});

test('every end has an outcome, and only success commits', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...entries),
			fc.array(fc.constantFrom(...events), { maxLength: 60 }),
			(from, sequence) => {
				let [state] = initialTransition(migrationMachine, { from });
				let committed = false;
				for (const event of sequence) {
					if (state.status !== 'active') break;
					[state] = transition(migrationMachine, state, event as unknown as Event);
					committed ||= state.value === 'commit';
				}
				if (state.status === 'done') expect(state.context.outcome).toBeDefined();
				expect(state.context.outcome === 'migrated').toBe(state.value === 'migrated');
				if (state.context.outcome === 'migrated') expect(committed).toBe(true);
			},
		),
		{ numRuns: 2000 },
	);
});

const run = async (fail: string | undefined, cancelIn?: string) => {
	const order: string[] = [];
	const stage = (name: string) =>
		fromPromise<void>(async () => {
			order.push(name);
			if (cancelIn === name) actor.send({ type: 'CANCEL' });
			if (fail === name) throw new Error(`${name} failed`);
		});
	const way = (name: string) =>
		fromPromise<Recovered>(async () => {
			order.push(name);
			return 'rolled-back';
		});
	const machine = migrationMachine.provide({
		actors: {
			...(Object.fromEntries(stages.map((name) => [name, stage(name)])) as Record<
				'check',
				ReturnType<typeof stage>
			>),
			undo: way('undo'),
			rollback: way('rollback'),
		},
	});
	const actor = createActor(machine, { input: { from: 'start' } });
	await new Promise<void>((resolve) => {
		actor.subscribe({ complete: resolve });
		actor.start();
	});
	return { order, outcome: actor.getSnapshot().context.outcome };
};

test('all stages in their order end as migrated', async () => {
	const { order, outcome } = await run(undefined);
	expect(order).toEqual(stages.filter((name) => name !== 'revive'));
	expect(outcome).toBe('migrated');
});

test.each([
	['check', undefined, 'not-started'],
	['prepare', 'undo', 'rolled-back'],
	['sync', 'undo', 'rolled-back'],
	['freeze', 'undo', 'rolled-back'],
	['transfer', 'undo', 'rolled-back'],
	['rebuild', 'undo', 'rolled-back'],
	['handover', 'rollback', 'rolled-back'],
	['verify', 'rollback', 'rolled-back'],
	['commit', undefined, 'needs-human'],
])('a failure in %s leads by %s to %s', async (stage, way, expected) => {
	const { order, outcome } = await run(stage);
	expect(outcome).toBe(expected);
	expect(order.at(-1)).toBe(way ?? stage);
});

test('a cancellation in the handover is acted on right after it', async () => {
	const { order, outcome } = await run(undefined, 'handover');
	expect(order.slice(-2)).toEqual(['handover', 'rollback']);
	expect(outcome).toBe('rolled-back');
});
