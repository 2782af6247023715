import type { FerryEvent } from '../model/events.ts';

/** Nothing is gained by watching a pause longer than this. */
const longestPauseMs = 10_000;

/** The events with the pauses between them that the journal says, `speed` times as fast. */
export async function* paced(
	events: AsyncIterable<FerryEvent>,
	speed: number,
	pause: (ms: number) => Promise<unknown>,
): AsyncGenerator<FerryEvent> {
	let last: number | undefined;
	for await (const event of events) {
		const at = Date.parse(event.at);
		if (last !== undefined && at > last) await pause(Math.min(longestPauseMs, (at - last) / speed));
		if (Number.isFinite(at)) last = at;
		yield event;
	}
}
