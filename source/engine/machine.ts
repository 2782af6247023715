import { assign, fromPromise, setup } from 'xstate';
import type { Outcome, StageName } from '../model/stages.ts';

/**
The statechart of a migration: which stage follows which, and what a failure or a cancellation leads to.
It is pure: the stages are given to it by `machine.provide({ actors })` (run.ts), tests give it others.

Two things hold by its shape. `commit`, the only state that retires the source's copy, is entered from `verify`
alone. Before `handover` every way out is `undo`, which lets the frozen processes on the source run on; after it,
every way back is `rollback`, which restores them there from the image, or lets those run on that post-copy kept.
*/
export type MachineContext = {
	/**
	Where a recovery enters. `undo`: the source runs it; `forward`: the target runs it; `again`: only the image is
	left, to be restored on the target; `back`: it has to come back to the source.
	*/
	from: 'start' | 'undo' | 'forward' | 'again' | 'back';
	/** The last error; what the explanation is made of. */
	error?: unknown;
	/** The stage in which it happened. */
	failed?: StageName;
	/** Why the way back did not lead back. */
	wayBackError?: unknown;
	cancelled: boolean;
	outcome?: Outcome;
};

/** What ending a failed migration came to: brought back, or left to a person. */
export type Recovered = 'not-started' | 'rolled-back' | 'needs-human';

const unprovided = fromPromise<void>(() =>
	Promise.reject(new Error('this stage was not given to the machine')),
);
const unprovidedEnd = fromPromise<Recovered>(() =>
	Promise.reject(new Error('this stage was not given to the machine')),
);

const machine = setup({
	types: {
		context: {} as MachineContext,
		events: {} as { type: 'CANCEL' },
		input: {} as { from: MachineContext['from'] },
	},
	actors: {
		check: unprovided,
		prepare: unprovided,
		sync: unprovided,
		preCopy: unprovided,
		freeze: unprovided,
		transfer: unprovided,
		rebuild: unprovided,
		handover: unprovided,
		revive: unprovided,
		verify: unprovided,
		commit: unprovided,
		undo: unprovidedEnd,
		rollback: unprovidedEnd,
	},
	actions: {
		noteCancel: assign({ cancelled: true }),
		noteError: assign((_, { stage, error }: { stage: StageName; error: unknown }) => ({
			failed: stage,
			error,
		})),
		noteWayBack: assign((_, { error }: { error: unknown }) => ({ wayBackError: error })),
	},
	guards: {
		cancelled: ({ context }) => context.cancelled,
		undone: ({ context }) => context.from === 'undo',
		forward: ({ context }) => context.from === 'forward',
		again: ({ context }) => context.from === 'again',
		back: ({ context }) => context.from === 'back',
	},
});

type Leg =
	| 'check'
	| 'prepare'
	| 'sync'
	| 'preCopy'
	| 'freeze'
	| 'transfer'
	| 'rebuild'
	| 'handover'
	| 'revive'
	| 'verify'
	| 'commit';

/** A stage: what carries it out, its name in the journal, the states after success and after failure. */
const leg = <Next extends string, Back extends string>(
	src: Leg,
	name: StageName,
	next: Next,
	back: Back,
) => ({
	src,
	onDone: next,
	onError: {
		target: back,
		actions: {
			type: 'noteError' as const,
			params: ({ event }: { event: { error: unknown } }) => ({ stage: name, error: event.error }),
		},
	},
});

const noteWayBack = {
	type: 'noteWayBack' as const,
	params: ({ event }: { event: { error: unknown } }) => ({ error: event.error }),
};

const cancelTo = <Target extends string>(target: Target) => ({
	CANCEL: { target, actions: 'noteCancel' as const },
});

/** A cancellation that is noted, and acted on in the next state that can. */
const cancelLater = { CANCEL: { actions: 'noteCancel' as const } };

export const migrationMachine = machine.createMachine({
	id: 'migration',
	context: ({ input }) => ({ from: input.from, cancelled: false }),
	initial: 'begin',
	states: {
		begin: {
			always: [
				{ guard: 'undone', target: 'undo' },
				{ guard: 'forward', target: 'verify' },
				{ guard: 'again', target: 'revive' },
				{ guard: 'back', target: 'rollback' },
				{ target: 'check' },
			],
		},
		check: { invoke: leg('check', 'check', 'prepare', 'notStarted'), on: cancelTo('notStarted') },
		prepare: { invoke: leg('prepare', 'prepare', 'sync', 'undo'), on: cancelTo('undo') },
		sync: { invoke: leg('sync', 'sync', 'preCopy', 'undo'), on: cancelTo('undo') },
		preCopy: { invoke: leg('preCopy', 'pre-copy', 'freeze', 'undo'), on: cancelTo('undo') },
		freeze: { invoke: leg('freeze', 'freeze', 'transfer', 'undo'), on: cancelTo('undo') },
		transfer: { invoke: leg('transfer', 'transfer', 'rebuild', 'undo'), on: cancelTo('undo') },
		rebuild: { invoke: leg('rebuild', 'restore', 'handover', 'undo'), on: cancelTo('undo') },
		// For these milliseconds the only way is to the end of it.
		handover: { invoke: leg('handover', 'restore', 'verify', 'rollback'), on: cancelLater },
		// A recovery's restore from an image whose source has ended already.
		revive: { invoke: leg('revive', 'restore', 'verify', 'rollback'), on: cancelTo('rollback') },
		verify: {
			always: { guard: 'cancelled', target: 'rollback' },
			invoke: leg('verify', 'verify', 'commit', 'rollback'),
			on: cancelTo('rollback'),
		},
		commit: { invoke: leg('commit', 'commit', 'migrated', 'needsHuman') },
		undo: {
			invoke: {
				src: 'undo',
				onDone: [
					{ guard: ({ event }) => event.output === 'not-started', target: 'notStarted' },
					{ guard: ({ event }) => event.output === 'rolled-back', target: 'rolledBack' },
					{ target: 'needsHuman' },
				],
				// The source did not run on: the image may be all that is left.
				onError: { target: 'rollback', actions: noteWayBack },
			},
			on: cancelLater,
		},
		rollback: {
			invoke: {
				src: 'rollback',
				onDone: [
					{ guard: ({ event }) => event.output === 'needs-human', target: 'needsHuman' },
					{ target: 'rolledBack' },
				],
				onError: { target: 'needsHuman', actions: noteWayBack },
			},
			on: cancelLater,
		},
		migrated: { type: 'final', entry: assign({ outcome: 'migrated' }) },
		notStarted: { type: 'final', entry: assign({ outcome: 'not-started' }) },
		rolledBack: { type: 'final', entry: assign({ outcome: 'rolled-back' }) },
		needsHuman: { type: 'final', entry: assign({ outcome: 'needs-human' }) },
	},
});
