// Every transition of the machine, as xstate/graph finds them in its definition, is taken here by a real actor whose
// stages succeed, fail or are cancelled. What the stages themselves do is the fault matrix's (test/lab/faults).
import { expect, test } from 'vitest';
import { createActor, fromPromise, type InspectionEvent } from 'xstate';
import { toDirectedGraph } from 'xstate/graph';
import { type MachineContext, migrationMachine, type Recovered } from '../../source/engine/machine.ts';

const stages = [
	'check',
	'prepare',
	'sync',
	'preCopy',
	'freeze',
	'transfer',
	'rebuild',
	'handover',
	'revive',
	'verify',
	'commit',
] as const;
const entries: MachineContext['from'][] = ['start', 'undo', 'forward', 'again', 'back'];
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

test('every transition is taken', async () => {
	const graph = toDirectedGraph(migrationMachine);
	const edges = graph.children.flatMap((child) =>
		child.edges.map(({ source, target, transition }) => edge(source.key, transition.eventType, target.key)),
	);
	// The first state is left at once, before anybody could look: by the same guards, so its edges count as seen.
	const wanted = new Set(edges.filter((one) => !one.startsWith('begin --')));
	const taken = new Set((await Promise.all(situations.map(takes))).flat());
	expect(wanted.size).toBeGreaterThan(40);
	expect([...wanted].filter((one) => !taken.has(one))).toEqual([]);
});
