/** How the reason of a rollback ends when the container did not keep its memory. */
export const startedAnew = ', started anew: what it had in memory is lost';

/** Whether what was brought back is a fresh start, without the memory that the container had. */
export const lostMemory = (rollback: { reason: string } | undefined): boolean =>
	rollback?.reason.endsWith(startedAnew) ?? false;
