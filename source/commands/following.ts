import { cancel } from '../engine/control.ts';
import { exits } from '../model/error.ts';
import type { FerryEvent } from '../model/events.ts';
import { emptyView, fold } from '../model/fold.ts';
import { explanationLines } from '../reports/explanation.ts';
import { jsonLine } from '../reports/json.ts';
import type { Look } from '../reports/look.ts';
import { plainReport } from '../reports/plain.ts';
import { journalEvents } from './journal-events.ts';
import { commandSpecs } from './table.ts';
import { lookOf } from './terminal.ts';

/** What following needs of the world; tests give another one. */
export type World = {
	events(signal: AbortSignal): AsyncIterable<FerryEvent>;
	cancel(): Promise<void>;
	out(line: string): void;
	err(line: string): void;
	/** Calls back for every Ctrl-C; gives the function that stops listening. */
	onInterrupt(listener: () => void): () => void;
};

const worldOf = (id: string): World => ({
	events: (signal) => journalEvents(id, signal),
	cancel: () => cancel(id),
	out: (line) => process.stdout.write(`${line}\n`),
	err: (line) => process.stderr.write(`${line}\n`),
	onInterrupt: (listener) => {
		// Packages that tidy up at an exit (when-exit, inside conf) answer a SIGINT by sending it once more: one Ctrl-C
		// would count as two.
		process.removeAllListeners('SIGINT');
		process.on('SIGINT', listener);
		return () => process.off('SIGINT', listener);
	},
});

/** The commands that bring an interrupted migration to an end, as far as there are any. */
const waysOut = (id: string): string[] => [
	...(commandSpecs.resume.ready ? [`Finish it: lxc-ferry resume ${id}`] : []),
	...(commandSpecs.rollback.ready ? [`Take it back: lxc-ferry rollback ${id}`] : []),
	`See what is known: lxc-ferry show ${id}`,
];

const abandoned = (id: string, look: Look): string[] =>
	explanationLines(
		{
			what: `Nobody works on migration ${id} any more`,
			why: 'Its engine ended before the end: it was killed, or its host was started anew.',
			next: waysOut(id),
		},
		look,
	);

type Form = { json: boolean; look: Look };

/**
Prints the events of a migration until it ends, and gives its exit status. The first Ctrl-C asks the engine to bring
the container back, and what it does is followed too; the second only stops looking.
*/
export const followMigration = async (
	id: string,
	{ json, look }: Form,
	world: World = worldOf(id),
): Promise<number> => {
	const report = json ? (event: FerryEvent) => [jsonLine(event)] : plainReport(look);
	const errors = lookOf(process.stderr);
	const controller = new AbortController();
	let view = emptyView();
	let interrupts = 0;
	const stopListening = world.onInterrupt(() => {
		interrupts += 1;
		if (interrupts > 1) return controller.abort();
		world.err('Asking the engine to bring the container back. Ctrl-C again stops looking, and nothing else.');
		world.cancel().catch((error: Error) => world.err(`That could not be asked: ${error.message}`));
	});
	try {
		for await (const event of world.events(controller.signal)) {
			view = fold(view, event);
			for (const line of report(event)) world.out(line);
		}
	} finally {
		stopListening();
	}
	if (view.outcome !== undefined) return view.exit ?? exits.unexpected;
	if (controller.signal.aborted) {
		world.err(`The migration goes on without a viewer. Come back with: lxc-ferry attach ${id}`);
		return exits.unexpected;
	}
	for (const line of abandoned(id, errors)) world.err(line);
	return exits.needsHuman;
};
