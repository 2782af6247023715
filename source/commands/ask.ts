import { createInterface } from 'node:readline/promises';

/** Asks for a line, on stderr so that stdout stays a report. The end of the input and Ctrl-C give an empty one. */
export const typed = async (question: string): Promise<string> => {
	const prompt = createInterface({ input: process.stdin, output: process.stderr });
	try {
		return await new Promise<string>((resolve) => {
			prompt.once('close', () => resolve(''));
			prompt.once('SIGINT', () => prompt.close());
			prompt.question(question).then(resolve, () => resolve(''));
		});
	} finally {
		prompt.close();
	}
};

/** Asks a question that is answered by yes or no; no is the default. */
export const ask = async (question: string): Promise<boolean> =>
	/^y(es)?$/i.test((await typed(`${question} [y/N] `)).trim());
