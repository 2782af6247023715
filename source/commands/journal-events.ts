import { isAlive } from '../engine/control.ts';
import { follow } from '../engine/follow.ts';
import { journalPath } from '../engine/state-dir.ts';
import type { FerryEvent } from '../model/events.ts';
import { emptyView, fold } from '../model/fold.ts';

/** How often an engine that has not yet said who it is may be looked for (at most 250 ms apart) before it is given up. */
const patience = 40;

/** The events of a migration from the first, then as they come; ends when it is finished or nobody works on it any more. */
export async function* journalEvents(id: string, signal?: AbortSignal): AsyncGenerator<FerryEvent> {
	let view = emptyView();
	let looks = 0;
	const ended = async () => {
		looks += 1;
		return view.engine === undefined ? looks > patience : !(await isAlive(view));
	};
	for await (const event of follow(journalPath(id), { signal, ended })) {
		// Only these say who works on it, and whether anybody still has to; all are folded where they are shown.
		if (event.type === 'engine' || event.type === 'finished') view = fold(view, event);
		yield event;
	}
}
