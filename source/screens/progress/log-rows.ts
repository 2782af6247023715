import type { MigrationView } from '../../model/fold.ts';
import { quoteAll } from '../../model/quote.ts';
import { isTelling } from '../../model/telling.ts';
import type { Row } from '../segments.ts';

export type LogLine = MigrationView['log'][number];

/** What was said, and what was run to move the container, in the order in which it happened; `show` has the rest. */
export const logOf = ({ log, commands }: Pick<MigrationView, 'log' | 'commands'>): LogLine[] =>
	[
		...log,
		...commands
			.filter(({ argv }) => isTelling(argv))
			.map(({ host, argv, exit, at }): LogLine => {
				// How it ended comes first: a command is often longer than the row.
				const ended = exit === 0 ? '' : `exit ${exit}: `;
				return { host, line: `${ended}$ ${quoteAll(argv)}`, at };
			}),
	].sort((a, b) => a.at - b.at);

export const filterLog = (log: readonly LogLine[], filter: string): readonly LogLine[] => {
	if (filter === '') return log;
	const wanted = filter.toLowerCase();
	return log.filter(({ host, line }) => `${host} ${line}`.toLowerCase().includes(wanted));
};

const loud = /\berror\b|\bfail/i;

/** The window of `height` lines that ends `back` lines before the end; the newest line is the last one. */
export const logRows = (log: readonly LogLine[], back: number, height: number): Row[] => {
	const end = Math.max(Math.min(height, log.length), log.length - back);
	return log.slice(Math.max(0, end - height), end).map(
		({ host, line }): Row => ({
			left: [
				['muted', `${host} `],
				[loud.test(line) ? 'fail' : 'plain', line],
			],
		}),
	);
};
