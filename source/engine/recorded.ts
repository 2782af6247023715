import type { Host } from '../hosts/host.ts';
import { printable } from '../model/text.ts';
import type { Journal } from './journal.ts';

const longest = 2000;

/** A host whose every command is written to the journal, with what came of it. */
export const recorded = (host: Host, journal: Journal): Host => ({
	...host,
	async run(argv, options) {
		const result = await host.run(argv, options);
		const stderr = printable(result.stderr.slice(-400)).trim();
		journal.write({
			type: 'command',
			host: host.name,
			argv: argv.map((argument) => argument.slice(0, longest)),
			exit: result.exit,
			ms: result.ms,
			...(stderr === '' ? {} : { stderr }),
		});
		return result;
	},
});
