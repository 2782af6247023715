import { exits } from '../model/error.ts';
import { blocking } from '../model/finding.ts';
import { checklistLines } from '../reports/checklist.ts';
import { jsonLine } from '../reports/json.ts';
import { journey } from '../reports/outcome.ts';
import { connectBoth } from './connections.ts';
import { checkupEvents, verdictLine } from './dry-run.ts';
import type { Command } from './main.ts';
import { named, requestFrom } from './request.ts';
import { lookOf, print } from './terminal.ts';

/** `lxc-ferry check NAME TARGET` */
export const check: Command = async ({ args, options }) => {
	const request = requestFrom(args, options);
	const { checkup } = await import('../engine/checkup.ts');
	const hosts = await connectBoth(request);
	if (options.undo === true || options.fix === true)
		await (await import('./fix.ts')).changeByFixes(request, hosts, options);
	const result = await checkup(request, hosts);
	const blocked = blocking(result.findings, request.force).length;
	const look = lookOf();
	if (options.json === true) print(checkupEvents(result).map(jsonLine));
	else {
		const verdict = look.paint(blocked === 0 ? 'good' : 'bad', verdictLine(blocked));
		print([
			look.paint('strong', journey(named(request), look)),
			...checklistLines(result.findings, look),
			'',
			verdict,
		]);
	}
	return blocked === 0 ? exits.done : exits.blocked;
};
