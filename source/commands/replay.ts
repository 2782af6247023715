import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readJournal } from '../engine/journal.ts';
import { journalPath } from '../engine/state-dir.ts';
import { exits } from '../model/error.ts';
import type { FerryEvent } from '../model/events.ts';
import { jsonLine } from '../reports/json.ts';
import { plainReport } from '../reports/plain.ts';
import type { Command } from './main.ts';
import { idOf } from './migration-id.ts';
import type { Options } from './options.ts';
import { paced } from './pace.ts';
import { samplePath, samples } from './samples.ts';
import { canDraw, lookOf } from './terminal.ts';
import { usageError } from './usage-error.ts';

const pathOf = async (wanted: string | undefined, { sample }: Options): Promise<string> => {
	if (sample !== undefined) return samplePath(sample);
	if (wanted === undefined) {
		throw usageError('ID is missing', 'There is nothing to play back yet.', [
			'The latest migration: lxc-ferry replay last',
			'A journal from elsewhere: lxc-ferry replay ./journal.ndjson',
			...[...samples().keys()].map((name) => `A recording: lxc-ferry replay --sample ${name}`),
		]);
	}
	return existsSync(wanted) ? wanted : journalPath(await idOf(wanted));
};

/** `lxc-ferry replay ID|FILE` */
export const replay: Command = async ({ args: [wanted], options }) => {
	const path = await pathOf(wanted, options);
	const draw = options.plain !== true && options.json !== true && canDraw();
	const speed = options.speed ?? 1;
	if (draw) {
		const { openScreens } = await import('./tui.ts');
		return openScreens({ screen: 'replay', events: readJournal(path), speed }, options);
	}
	const report = options.json === true ? (event: FerryEvent) => [jsonLine(event)] : plainReport(lookOf());
	// In a pipe nobody watches it happen, unless a speed was asked for.
	const events = options.speed === undefined ? readJournal(path) : paced(readJournal(path), speed, delay);
	for await (const event of events) for (const line of report(event)) process.stdout.write(`${line}\n`);
	return exits.done;
};
