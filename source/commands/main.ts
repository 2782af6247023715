import { fail } from './fail.ts';
import { type Invocation, parse } from './parse.ts';
import type { CommandName } from './table.ts';
import { decideColour, endQuietlyOnBrokenPipe, lookOf, print } from './terminal.ts';

/** What a command is: it gets what was typed, and gives the exit status. */
export type Command = (invocation: Invocation) => Promise<number>;

/** Each command is a file, loaded when it is called: what one needs slows none of the others. */
const load: Record<CommandName, () => Promise<Command>> = {
	'': async () => (await import('./tui.ts')).tui,
	list: async () => (await import('./list.ts')).list,
	check: async () => (await import('./check.ts')).check,
	migrate: async () => (await import('./migrate.ts')).migrate,
	attach: async () => (await import('./attach.ts')).attach,
	show: async () => (await import('./show.ts')).show,
	replay: async () => (await import('./replay.ts')).replay,
	resume: async () => (await import('./recover.ts')).resumeCommand,
	rollback: async () => (await import('./recover.ts')).rollbackCommand,
	status: async () => (await import('./status.ts')).status,
	history: async () => (await import('./history.ts')).history,
	explain: async () => (await import('./explain.ts')).explainCommand,
	clean: async () => (await import('./clean.ts')).cleanCommand,
	config: async () => (await import('./config.ts')).config,
	completions: async () => (await import('./completions.ts')).completions,
	man: async () => (await import('./man.ts')).man,
	__engine: async () => (await import('./engine.ts')).engine,
	__complete: async () => (await import('./complete.ts')).complete,
};

const run = async (invocation: Invocation): Promise<number> => {
	const { command, options } = invocation;
	decideColour(options['no-color'] === true);
	if (options.help === true) {
		print((await import('./help.ts')).help(command, lookOf()));
		return 0;
	}
	if (options.version === true) {
		print([(await import('./version.ts')).version]);
		return 0;
	}
	return (await load[command]())(invocation);
};

/** Runs one command line and sets the exit status of the process. */
export const main = async (words: string[]): Promise<void> => {
	endQuietlyOnBrokenPipe();
	try {
		process.exitCode = await run(parse(words));
	} catch (error) {
		fail(error, { json: words.includes('--json') });
	}
};
