import { type Leftover, leftovers, removeLeftover } from '../engine/clean.ts';
import { nameOf } from '../hosts/connect.ts';
import { exits, FerryError } from '../model/error.ts';
import { counted, printable } from '../model/text.ts';
import { jsonLine } from '../reports/json.ts';
import { leftoverLines } from '../reports/leftovers.ts';
import { ask, typed } from './ask.ts';
import { askHost } from './connections.ts';
import type { Command } from './main.ts';
import type { Options } from './options.ts';
import { sourceOf } from './sources.ts';
import { canAsk, lookOf, print } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** A mark is removed only for a container that was named: without it, its copy can be started beside the moved one. */
export const chosen = (found: readonly Leftover[], names: readonly string[]): Leftover[] =>
	found.filter(({ kind, container }) =>
		names.length === 0 ? kind !== 'mark' : kind === 'mark' && names.includes(container ?? ''),
	);

const unmarked = (
	names: readonly string[],
	found: readonly Leftover[],
	host: string,
): FerryError | undefined => {
	const missing = names.find((name) => !found.some(({ container }) => container === name));
	if (missing === undefined) return undefined;
	return new FerryError(
		{
			what: `${printable(missing)} carries no mark on ${printable(nameOf(host))}`,
			why: 'No container of this name was moved away from there by lxc-ferry.',
			next: ['See which were: lxc-ferry clean --dry-run', 'Another host: --source HOST'],
		},
		exits.usage,
	);
};

const agreed = async (leftover: Leftover, { yes }: Options): Promise<boolean> => {
	if (!leftover.needed) return true;
	const { kind, migration, path } = leftover;
	const reason =
		kind === 'mark'
			? 'keeps its container from running twice'
			: "may hold the only copy of a container's memory";
	const warning = `${printable(path)} ${reason} (lxc-ferry resume ${migration}).`;
	if (yes === true || !canAsk()) {
		process.stderr.write(`Kept: ${warning}\n`);
		return false;
	}
	return (await typed(`${warning}\nType the id of the migration to remove it all the same: `)) === migration;
};

/** `lxc-ferry clean [NAME...]` */
export const cleanCommand: Command = async ({ args: names, options }) => {
	const name = sourceOf(options);
	const { host, found } = await askHost(name, async (host) => ({
		host,
		found: await leftovers(host, options.lxcpath),
	}));
	const some = chosen(found, names);
	const problem = unmarked(names, found, name);
	if (problem !== undefined) throw problem;
	if (options.json === true) print(some.map((leftover) => jsonLine({ host: name, ...leftover })));
	else print(leftoverLines(names.length === 0 ? found : some, lookOf()));
	if (options['dry-run'] === true || some.length === 0) return exits.done;
	if (options.yes !== true) {
		if (options.json === true || !canAsk()) {
			throw usageError('--yes is missing', 'There is nobody to ask.', [
				'Add --yes, or --dry-run only to look.',
			]);
		}
		const sure = await ask(`Remove ${counted(some.length, 'leftover')} on ${printable(nameOf(name))}?`);
		if (!sure) return exits.cancelled;
	}
	let exit: number = exits.done;
	for (const leftover of some) {
		if (!(await agreed(leftover, options)) || (await removeLeftover(host, leftover))) continue;
		process.stderr.write(`${printable(leftover.path)} could not be removed.\n`);
		exit = exits.unexpected;
	}
	return exit;
};
