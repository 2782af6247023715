import { hostFacts } from '../hosts/facts.ts';
import type { Host } from '../hosts/host.ts';
import { exits, FerryError } from '../model/error.ts';
import type { HostFacts } from '../model/facts.ts';
import { jsonLine } from '../reports/json.ts';
import type { LeftoverRow } from '../reports/leftovers.ts';
import { type HostStatus, hostLines, statusRecord, unfinishedLines } from '../reports/status.ts';
import { askHosts } from './connections.ts';
import type { Command } from './main.ts';
import { records } from './records.ts';
import { hostsOf } from './sources.ts';
import { lookOf, print } from './terminal.ts';

type Seen = { facts: HostFacts; left: LeftoverRow[] };

/** What lies there is weighed only where the facts name something: a second question takes its time. */
const seenOn = async (host: Host, place: { lxcPath?: string }): Promise<Seen> => {
	const facts = await hostFacts(host, place);
	if (!facts.leftovers.some((path) => path.includes('/staging/'))) return { facts, left: [] };
	const { leftovers } = await import('../engine/clean.ts');
	return { facts, left: await leftovers(host, place.lxcPath) };
};

const statusOf = (name: string, answer: PromiseSettledResult<Seen>): HostStatus => {
	if (answer.status === 'fulfilled') return { name, ...answer.value };
	if (!(answer.reason instanceof FerryError)) throw answer.reason;
	const { what, why, next } = answer.reason.explanation;
	return { name, error: [what.replace(/[^.]$/, '$&.'), why, ...(next ?? [])].filter(Boolean).join(' ') };
};

/** `lxc-ferry status [HOST...]`: one round trip per host where nothing is left, all hosts at once, no Ink. */
export const status: Command = async ({ args, options }) => {
	const names = hostsOf(args, options);
	const place = options.lxcpath === undefined ? {} : { lxcPath: options.lxcpath };
	const [known, answers] = await Promise.all([records(), askHosts(names, (host) => seenOn(host, place))]);
	const hosts = answers.map((answer, index) => statusOf(names[index] ?? '', answer));
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
