import { readView } from '../engine/journal.ts';
import { resume, rollback } from '../engine/recovery.ts';
import { journalPath } from '../engine/state-dir.ts';
import { exits } from '../model/error.ts';
import { printable } from '../model/text.ts';
import { ask } from './ask.ts';
import { connectBoth } from './connections.ts';
import { followMigration } from './following.ts';
import type { Command } from './main.ts';
import { idOf } from './migration-id.ts';
import { canAsk, canDraw, lookOf } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** Both ways to end an interrupted migration: they differ in the question and in what the engine is told. */
const command =
	(
		act: (id: string) => Promise<void>,
		question: (container: string, source: string, target: string) => string,
	): Command =>
	async ({ args: [wanted = ''], options }) => {
		const id = await idOf(wanted);
		const view = await readView(journalPath(id));
		if (options.yes !== true) {
			if (options.json === true || !canAsk()) {
				throw usageError('--yes is missing', 'There is nobody to ask.', [
					'Add --yes to do it without a question.',
				]);
			}
			const sure = await ask(
				question(printable(view.container), printable(view.source), printable(view.target)),
			);
			if (!sure) return exits.cancelled;
		}
		// What was typed, not what the hosts are called: only that can be connected to.
		if (view.options !== undefined) await connectBoth(view.options);
		await act(id);
		if (options.plain !== true && options.json !== true && canDraw()) {
			return (await import('./tui.ts')).openProgress(id, options);
		}
		return followMigration(id, { json: options.json === true, look: lookOf() });
	};

/** `lxc-ferry resume ID` */
export const resumeCommand = command(
	resume,
	(container, source, target) => `Look at ${source} and ${target}, and finish moving ${container}?`,
);

/** `lxc-ferry rollback ID` */
export const rollbackCommand = command(
	rollback,
	(container, source) => `Bring ${container} back to ${source}, with its memory?`,
);
