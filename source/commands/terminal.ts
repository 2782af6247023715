import { styleText } from 'node:util';
import type { Look, Tone } from '../reports/look.ts';

type Stream = NodeJS.WriteStream;

const styles: Record<Tone, Parameters<typeof styleText>[0]> = {
	good: 'green',
	bad: ['red', 'bold'],
	warning: 'yellow',
	note: 'cyan',
	quiet: 'dim',
	strong: 'bold',
};

/** Whether the locale can show characters beyond ASCII. */
const unicode = (env: NodeJS.ProcessEnv = process.env): boolean =>
	/utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');

/** `watch` and its like set COLUMNS for what they start with a pipe; a file has no width. */
const columnsOf = (stream: Stream): number => {
	const told = Number(process.env['COLUMNS']);
	return stream.columns ?? (told > 0 ? told : Number.POSITIVE_INFINITY);
};

/** The look of reports written to `stream`: NO_COLOR, TERM=dumb and a stream that is no terminal give no colours. */
export const lookOf = (stream: Stream = process.stdout): Look => ({
	columns: columnsOf(stream),
	unicode: unicode(),
	paint: (tone, text) => (text === '' ? '' : styleText(styles[tone], text, { stream, validateStream: true })),
});

/** Screens need a terminal on both sides, one that can move its cursor, and eyes. */
export const canDraw = (env: NodeJS.ProcessEnv = process.env): boolean =>
	process.stdin.isTTY === true &&
	process.stdout.isTTY === true &&
	env['TERM'] !== 'dumb' &&
	!['true', '1'].includes(env['INK_SCREEN_READER'] ?? '') &&
	!env['ACCESSIBLE'];

/** Whether someone is there to answer a question. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Prints lines of a report. */
export const print = (lines: readonly string[]): void => {
	if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
};

/** Whoever reads our output may stop reading, as `head` does: that ends the program, and is no error. */
export const endQuietlyOnBrokenPipe = (): void => {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EPIPE') throw error;
			process.exit();
		});
	}
};

/** Must be called before Ink is imported: the colour library inside it looks only at FORCE_COLOR, and only once. */
export const decideColour = (off: boolean, env: NodeJS.ProcessEnv = process.env): boolean => {
	const colour = !off && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
	if (colour) return true;
	env['NO_COLOR'] = '1';
	env['FORCE_COLOR'] = '0';
	return false;
};
