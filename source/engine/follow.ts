import { watch } from 'node:fs';
import type { FerryEvent } from '../model/events.ts';
import { readFrom } from './journal.ts';

/** How long to wait for a change notice before looking anyway: inotify tells nothing on some file systems. */
const lookEveryMs = 250;

const changed = (path: string, signal: AbortSignal | undefined): Promise<void> =>
	new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			watcher.close();
			signal?.removeEventListener('abort', done);
			resolve();
		};
		const timer = setTimeout(done, lookEveryMs);
		const watcher = watch(path, done);
		watcher.on('error', done);
		signal?.addEventListener('abort', done);
	});

/**
The events of a journal from the first, then as they are written, until it ends with `finished` (a recovery may have
gone on after an earlier one), until the signal, or until `ended` says that nobody writes any more and all was read.
*/
export async function* follow(
	path: string,
	{ signal, ended }: { signal?: AbortSignal | undefined; ended?: () => boolean | Promise<boolean> } = {},
): AsyncGenerator<FerryEvent> {
	let offset = 0;
	let finished = false;
	for (;;) {
		// Asked before reading: what was written up to its end is then read for certain.
		const over = (await ended?.()) ?? false;
		for await (const { event, end } of readFrom(path, offset)) {
			offset = end;
			if (signal?.aborted) return;
			if (event === undefined) continue;
			yield event;
			finished = event.type === 'finished';
		}
		if (finished || over || signal?.aborted) return;
		await changed(path, signal);
	}
}
