import { duration } from '../model/format.ts';
import type { Plan } from '../model/plan.ts';
import { quoteAll } from '../model/quote.ts';
import { printable } from '../model/text.ts';
import { hanging } from './lines.ts';
import type { Look } from './look.ts';

/** The plan as text: every stage with the exact commands, uncut, so that they can be copied. */
export const planLines = (plan: Plan, look: Look): string[] => {
	const columns = Math.min(look.columns, 100);
	const { predicted } = plan;
	return [
		...hanging('', `Method: ${plan.method} (${printable(plan.reason)})`, columns, 0),
		...(predicted === undefined
			? []
			: [`Predicted: blackout ${duration(predicted.blackoutMs)}, total ${duration(predicted.totalMs)}`]),
		...plan.stages.flatMap(({ name, skip, commands }) => [
			`${look.paint('strong', name)}${skip === undefined ? '' : look.paint('quiet', `  skipped: ${printable(skip)}`)}`,
			...commands.map(({ host, argv }) => `  ${printable(host)}$ ${printable(quoteAll(argv))}`),
		]),
	];
};
