// A list of things to do, of which only the needed ones are done and shown: `[3/9] building … 41 s`.

export type Step = { title: string; needed: boolean; work: () => Promise<unknown> };
export type Say = (text: string) => void;

export class StepError extends Error {
	override name = 'StepError';
}

const seconds = (since: number): string => {
	const passed = (performance.now() - since) / 1000;
	return passed < 10 ? `${passed.toFixed(1)} s` : `${Math.round(passed)} s`;
};

/** Steps of one inner list run side by side, the lists one after another. */
export async function runSteps(lists: Step[][], say: Say): Promise<void> {
	const needed = lists.map((list) => list.filter((step) => step.needed));
	const total = needed.flat().length;
	let number = 0;
	for (const list of needed) {
		const results = await Promise.allSettled(
			list.map(async (step) => {
				const label = `[${++number}/${total}] ${step.title}`;
				if (list.length > 1) say(`${label} …`);
				const start = performance.now();
				try {
					await step.work();
				} catch (error) {
					const reason = error instanceof Error ? error.message : String(error);
					throw new StepError(`${label} failed after ${seconds(start)}\n${reason}`, { cause: error });
				}
				say(`${label} … ${seconds(start)}`);
			}),
		);
		for (const result of results) if (result.status === 'rejected') throw result.reason;
	}
}
