import { exits } from '../model/error.ts';
import { blocking } from '../model/finding.ts';
import type { MigrationRequest } from '../model/services.ts';
import { printable } from '../model/text.ts';
import { checklistLines } from '../reports/checklist.ts';
import { ask } from './ask.ts';
import { connectBoth } from './connections.ts';
import { dryRun } from './dry-run.ts';
import { followMigration } from './following.ts';
import type { Command } from './main.ts';
import type { Options } from './options.ts';
import { rememberTarget } from './recent.ts';
import { named, requestFrom } from './request.ts';
import { canAsk, canDraw, lookOf, print } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** The checklist in plain text, and the question; gives the exit status that ends here, or undefined to go on. */
const confirmed = async (request: MigrationRequest): Promise<number | undefined> => {
	const { checkup } = await import('../engine/checkup.ts');
	const { findings } = await checkup(request, await connectBoth(request));
	print(checklistLines(findings, lookOf()));
	if (blocking(findings, request.force).length > 0) return exits.blocked;
	const { container, source, target } = named(request);
	const yes = await ask(
		`Move ${printable(container)} from ${printable(source)} to ${printable(target)} now?`,
	);
	return yes ? undefined : exits.cancelled;
};

const withoutScreens = async (request: MigrationRequest, options: Options): Promise<number> => {
	const json = options.json === true;
	if (options.yes !== true) {
		if (json || !canAsk()) {
			throw usageError(
				'--yes is missing',
				json
					? 'With --json nothing can be asked.'
					: 'There is no terminal to ask at, and a migration is not started by accident.',
				['Add --yes to start it.', 'Add --dry-run to see what it would do.'],
			);
		}
		const end = await confirmed(request);
		if (end !== undefined) return end;
	}
	// What is wrong with a host is better said before there is a migration to speak of.
	await connectBoth(request);
	const { launch } = await import('../engine/launch.ts');
	const id = await launch(request);
	await rememberTarget(request.target);
	return followMigration(id, { json, look: lookOf() });
};

/** `lxc-ferry migrate NAME TARGET` */
export const migrate: Command = async ({ args, options }) => {
	const request = requestFrom(args, options);
	if (options['dry-run'] === true) return dryRun(request, options);
	if (options.plain === true || options.json === true || !canDraw()) return withoutScreens(request, options);
	const { openScreens, openProgress } = await import('./tui.ts');
	await connectBoth(request);
	if (options.yes !== true) return openScreens({ screen: 'checklist', request }, options);
	const { launch } = await import('../engine/launch.ts');
	const id = await launch(request);
	await rememberTarget(request.target);
	return openProgress(id, options);
};
