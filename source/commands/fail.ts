import { exits, FerryError } from '../model/error.ts';
import { jsonLine } from '../model/json-line.ts';
import { printable } from '../model/text.ts';
import { explanationLines } from '../reports/explanation.ts';
import { lookOf } from './terminal.ts';
import { version } from './version.ts';

const unexpected = (error: unknown): string[] => [
	'lxc-ferry met an error that it did not expect: a mistake in the program. Please report it, with what you',
	`typed and these lines (lxc-ferry ${version}, Node.js ${process.versions.node}):`,
	// The message of an error may be what a host said.
	...(error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n').map(printable),
];

/**
The one place that prints errors. What was expected is explained; the rest gets its stack. All of it goes to
stderr: with --json as one line of JSON, so that stdout stays pure either way.
*/
export const fail = (error: unknown, { json = false } = {}): void => {
	const expected = error instanceof FerryError;
	process.exitCode = expected ? error.exit : exits.unexpected;
	if (json) {
		const explanation = expected
			? error.explanation
			: { what: String(error), why: 'A mistake in lxc-ferry.' };
		process.stderr.write(`${jsonLine({ type: 'error', exit: process.exitCode, ...explanation })}\n`);
		if (expected) return;
	}
	const lines = expected ? explanationLines(error.explanation, lookOf(process.stderr)) : unexpected(error);
	process.stderr.write(`${lines.join('\n')}\n`);
};
