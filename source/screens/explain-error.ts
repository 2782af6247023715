import { FerryError } from '../model/error.ts';
import type { Explanation } from '../model/events.ts';

/** What a screen shows of an error: expected ones explain themselves, others are said to be ours. */
export const explainError = (error: unknown): Explanation => {
	if (error instanceof FerryError) return error.explanation;
	return {
		what: error instanceof Error ? error.message : String(error),
		why: 'This was not expected: it is a bug of lxc-ferry, not of yours.',
		next: ['Nothing was changed by this screen. Please report it with the line above.'],
	};
};
