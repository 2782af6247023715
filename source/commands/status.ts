import { hostFacts } from '../hosts/facts.ts';
import { exits, FerryError } from '../model/error.ts';
import { jsonLine } from '../reports/json.ts';
import { type HostStatus, hostLines, statusRecord, unfinishedLines } from '../reports/status.ts';
import { askHost } from './connections.ts';
import type { Command } from './main.ts';
import { records } from './records.ts';
import { lookOf, print } from './terminal.ts';

const statusOf = async (name: string, place: { lxcPath?: string }): Promise<HostStatus> => {
	try {
		return { name, facts: await askHost(name, (host) => hostFacts(host, place)) };
	} catch (error) {
		if (!(error instanceof FerryError)) throw error;
		const { what, why, next } = error.explanation;
		return { name, error: [what, why, ...(next ?? [])].filter(Boolean).join(' ') };
	}
};

/** `lxc-ferry status [HOST...]`: one round trip per host, all hosts at once, no Ink. */
export const status: Command = async ({ args, options }) => {
	const names = args.length > 0 ? args : [options.source ?? 'localhost'];
	const place = options.lxcpath === undefined ? {} : { lxcPath: options.lxcpath };
	const [known, ...hosts] = await Promise.all([records(), ...names.map((name) => statusOf(name, place))]);
	const exit = hosts.every(({ facts }) => facts !== undefined) ? exits.done : exits.unexpected;
	if (options.json === true) {
		print(hosts.map((host) => jsonLine(statusRecord(host))));
		return exit;
	}
	const look = lookOf();
	const unfinished = known.filter(({ view }) => view.outcome === undefined || view.outcome === 'needs-human');
	print([
		...hosts.flatMap((host) => hostLines(host, look)),
		...unfinishedLines(unfinished, look, Date.now()),
	]);
	return exit;
};
