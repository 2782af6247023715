import { createReadStream } from 'node:fs';
import { explain } from '../failures/index.ts';
import { exits, FerryError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import { explanationLines } from '../reports/explanation.ts';
import { jsonLine } from '../reports/json.ts';
import type { Command } from './main.ts';
import { lookOf, print } from './terminal.ts';

/** The cause is in the last lines of a log; of a huge one no more than this is kept. */
const keptBytes = 8 * 1024 * 1024;

const read = async (file: string): Promise<string> => {
	let text = '';
	try {
		for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
			text = (text + String(chunk)).slice(-keptBytes);
		}
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const why =
			code === 'ENOENT' ? 'There is no such file.' : code === 'EISDIR' ? 'It is a directory.' : message;
		throw new FerryError(
			{
				what: `${printable(file)} can't be read`,
				why,
				next: [
					"CRIU's logs are called dump.log and restore.log.",
					'A log from standard input: lxc-ferry explain -',
				],
			},
			exits.usage,
			{ cause: error },
		);
	}
	return text;
};

/** `lxc-ferry explain FILE|-` */
export const explainCommand: Command = async ({ args: [file = '-'], options }) => {
	const explanation = explain(await read(file));
	print(options.json === true ? [jsonLine(explanation)] : explanationLines(explanation, lookOf(), 'strong'));
	return exits.done;
};
