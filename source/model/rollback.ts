/** How the reason of a rollback ends when the container did not keep its memory. */
export const startedAnew = ', started anew: what it had in memory is lost';
