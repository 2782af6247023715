import { exits } from '../model/error.ts';
import { jsonLine } from '../reports/json.ts';
import { showLines } from '../reports/show.ts';
import { summarize } from '../reports/summary.ts';
import type { Command } from './main.ts';
import { viewOf } from './migration-id.ts';
import { lookOf, print } from './terminal.ts';

/** `lxc-ferry show ID` */
export const show: Command = async ({ args: [id = ''], options }) => {
	const view = await viewOf(id);
	print(options.json === true ? [jsonLine(summarize(view))] : showLines(view, lookOf()));
	return exits.done;
};
