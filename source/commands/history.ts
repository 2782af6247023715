import { exits } from '../model/error.ts';
import { historyLines } from '../reports/history.ts';
import { jsonLine } from '../reports/json.ts';
import { summarize } from '../reports/summary.ts';
import type { Command } from './main.ts';
import { records } from './records.ts';
import { lookOf, print } from './terminal.ts';

/** `lxc-ferry history` */
export const history: Command = async ({ options }) => {
	const known = await records();
	print(
		options.json === true
			? known.map(({ view, alive }) => jsonLine({ ...summarize(view), alive }))
			: historyLines(known, lookOf()),
	);
	return exits.done;
};
