/**
Like `Promise.all`, but rejects only when all of them have ended: what is still under way on a host when another fails
would otherwise run into the way back. Rejects with the first reason by position.
*/
export const together = async <const Work extends readonly Promise<unknown>[]>(
	work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> => {
	await Promise.allSettled(work);
	return Promise.all(work) as Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }>;
};
