import { checkup } from '../engine/checkup.ts';
import { applyFix, restart, undoFixes } from '../engine/fixes.ts';
import type { Host } from '../hosts/host.ts';
import { exits, FerryError } from '../model/error.ts';
import type { Fix } from '../model/finding.ts';
import type { MigrationRequest } from '../model/services.ts';
import { counted, printable } from '../model/text.ts';
import { fixLines } from '../reports/fix.ts';
import { ask } from './ask.ts';
import type { Options } from './options.ts';
import { canAsk, lookOf } from './terminal.ts';
import { usageError } from './usage-error.ts';

const say = (lines: readonly string[]) => process.stderr.write(`${lines.join('\n')}\n`);

const agreed = async (fixes: readonly Fix[], options: Options): Promise<boolean> => {
	const { diff } = await import('../screens/diff.ts');
	say(fixes.flatMap((fix) => fixLines(fix, diff, lookOf(process.stderr))));
	if (options.yes === true) return true;
	if (!canAsk())
		throw usageError('--yes is missing', 'There is nobody to ask.', [
			'Add --yes to apply what is shown above.',
		]);
	return ask(`Apply ${counted(fixes.length, 'fix', 'fixes')}?`);
};

/** `check --fix` and `check --undo`: shown first, on stderr; the checklist that follows tells what is left. */
export const changeByFixes = async (
	request: MigrationRequest,
	hosts: { source: Host; target: Host },
	options: Options,
): Promise<void> => {
	if (options.undo === true) {
		say([`${counted(await undoFixes(request), 'file')} restored to what it was before.`]);
		return;
	}
	const { findings } = await checkup(request, hosts);
	const fixes = findings.flatMap(({ level, fix }) => (fix === undefined || level === 'ok' ? [] : [fix]));
	if (fixes.length === 0) {
		say(['There is nothing to fix.']);
		return;
	}
	if (!(await agreed(fixes, options))) {
		throw new FerryError({ what: 'Nothing was changed', why: 'The answer was no.' }, exits.cancelled);
	}
	for (const fix of fixes) await applyFix(fix, request);
	if (!fixes.some((fix) => fix.restart === true)) return;
	const name = printable(request.container);
	// A restart ends what runs in the container: it is done only when it was asked for by name.
	if (options.restart !== true) {
		say([`Some changes count only after ${name} was restarted; --restart does it.`]);
		return;
	}
	say([`Restarting ${name} …`]);
	if (!(await restart(request)))
		say([`${name} is still starting after a minute; what is checked now may not be what stays.`]);
};
