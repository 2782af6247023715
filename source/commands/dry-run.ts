import { exits } from '../model/error.ts';
import type { EventBody, FerryEvent } from '../model/events.ts';
import { blocking } from '../model/finding.ts';
import type { Checkup, MigrationRequest } from '../model/services.ts';
import { counted } from '../model/text.ts';
import { checklistLines } from '../reports/checklist.ts';
import { jsonLine } from '../reports/json.ts';
import { planLines } from '../reports/plan.ts';
import { connectBoth } from './connections.ts';
import type { Options } from './options.ts';
import { lookOf, print } from './terminal.ts';

/** The result of a check as event lines: the same that a migration would begin with, so one reader reads both. */
export const checkupEvents = ({ findings, plan }: Checkup): FerryEvent[] => {
	const bodies: EventBody[] = [
		...findings.map((finding): EventBody => ({ type: 'finding', ...finding })),
		{ type: 'plan', ...plan },
	];
	const at = new Date().toISOString();
	return bodies.map((body, index) => ({ v: 1, seq: index + 1, at, migration: '', ...body }));
};

/** What stands in the way, in one line. */
export const verdictLine = (blocked: number): string =>
	blocked === 0
		? 'Nothing stands in the way.'
		: `${counted(blocked, 'check')} must pass first. Nothing was changed.`;

/** `migrate --dry-run`: the findings and the exact commands; nothing is changed. */
export const dryRun = async (request: MigrationRequest, options: Options): Promise<number> => {
	const { checkup } = await import('../engine/checkup.ts');
	const result = await checkup(request, await connectBoth(request));
	const blocked = blocking(result.findings, request.force).length;
	const look = lookOf();
	if (options.json === true) print(checkupEvents(result).map(jsonLine));
	else {
		print([
			...checklistLines(result.findings, look),
			'',
			...planLines(result.plan, look),
			'',
			look.paint(blocked === 0 ? 'good' : 'bad', verdictLine(blocked)),
		]);
	}
	return blocked === 0 ? exits.done : exits.blocked;
};
