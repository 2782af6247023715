import type { Explanation } from './events.ts';
import type { Outcome } from './stages.ts';

/** Exit statuses of the command line. */
export const exits = {
	done: 0,
	unexpected: 1,
	usage: 2,
	blocked: 3,
	rolledBack: 4,
	needsHuman: 5,
	busy: 6,
	cancelled: 130,
} as const;

/** The exit status that stands for an outcome. `not-started` is blocked unless the user cancelled it. */
export const exitOf = (outcome: Outcome, cancelled: boolean): number => {
	if (outcome === 'migrated') return exits.done;
	if (outcome === 'rolled-back') return exits.rolledBack;
	if (outcome === 'needs-human') return exits.needsHuman;
	return cancelled ? exits.cancelled : exits.blocked;
};

/** An expected error: what happened, why, and what to do next. Never shown with a stack trace. */
export class FerryError extends Error {
	readonly explanation: Explanation;
	readonly exit: number;

	constructor(explanation: Explanation, exit: number = exits.unexpected, options?: ErrorOptions) {
		super(explanation.what, options);
		this.name = 'FerryError';
		this.explanation = explanation;
		this.exit = exit;
	}
}

/** What to show of any error; one that is not expected says so. */
export const explanationOf = (error: unknown): Explanation =>
	error instanceof FerryError
		? error.explanation
		: {
				what: error instanceof Error ? error.message : String(error),
				why: 'lxc-ferry did not expect this.',
			};

/** A host did not answer: nothing may be concluded about what runs there. */
export class UnreachableError extends FerryError {}
