import type { HostFacts } from '../model/facts.ts';
import { duration } from '../model/format.ts';
import { quote } from '../model/quote.ts';
import type { MigrationRecord } from '../model/services.ts';
import { bytes, counted, printable } from '../model/text.ts';
import { imageLines, type LeftoverRow } from './leftovers.ts';
import { hanging } from './lines.ts';
import type { Look } from './look.ts';
import { journey } from './outcome.ts';
import { obstacles } from './readiness.ts';

/** One host's answer; `error` when it gave none. `left` is looked at only where the facts name something. */
export type HostStatus = { name: string; facts?: HostFacts; left?: readonly LeftoverRow[]; error?: string };

/** The line of `status --json`. */
export const statusRecord = ({ name, facts, left = [], error }: HostStatus): object => {
	if (facts === undefined) return { host: name, ready: false, obstacles: [error ?? 'no answer'] };
	const reasons = obstacles(facts);
	return {
		host: name,
		ready: reasons.length === 0,
		obstacles: reasons,
		hostname: facts.hostname,
		kernel: facts.kernel,
		tools: Object.fromEntries(
			Object.entries(facts.tools).map(([tool, found]) => [tool, found?.version ?? null]),
		),
		criu: facts.criuCheck?.ok,
		memoryAvailable: facts.memoryAvailable,
		free: facts.free,
		roundTripMs: facts.roundTripMs,
		clockSkewMs: facts.clockSkewMs,
		containers: facts.containers.map(({ name, state, movedTo }) => ({ name, state, movedTo })),
		leftovers: facts.leftovers,
		images: left.flatMap(({ kind, path, bytes }) => (kind === 'images' ? [{ path, bytes }] : [])),
	};
};

const versionsOf = (facts: HostFacts): string =>
	[
		facts.kernel === undefined ? undefined : `Linux ${facts.kernel}`,
		...['lxc-checkpoint', 'criu', 'rsync'].map((tool) => {
			const version = facts.tools[tool]?.version;
			return version === undefined ? undefined : `${tool.replace('-checkpoint', '')} ${version}`;
		}),
		facts.memoryAvailable === undefined ? undefined : `${bytes(facts.memoryAvailable)} memory free`,
		facts.free.lxcPath === undefined ? undefined : `${bytes(facts.free.lxcPath)} disk free`,
	]
		.filter((text) => text !== undefined)
		.map(printable)
		.join(', ');

const containersOf = (facts: HostFacts, look: Look): string => {
	const running = facts.containers.filter(({ state }) => state === 'RUNNING');
	const rest = facts.containers.length - running.length;
	const names = running.slice(0, 8).map(({ name }) => printable(name));
	const more = running.length > names.length ? `, ${running.length - names.length} more` : '';
	const others = rest === 0 ? '' : look.paint('quiet', ` (${rest} not running)`);
	return `${running.length === 0 ? 'nothing runs' : `${counted(running.length, 'runs', 'run')}: ${names.join(', ')}${more}`}${others}`;
};

/** One host in a few lines. */
export const hostLines = ({ name, facts, left = [], error }: HostStatus, look: Look): string[] => {
	const here = name === 'localhost';
	const shown = (here ? facts?.hostname : undefined) ?? name;
	const columns = Math.min(look.columns, 100);
	const more = (text: string) => hanging('  ', printable(text), columns);
	const head = (word: string, tone: 'good' | 'bad') =>
		`${look.paint('strong', printable(shown))}  ${look.paint(tone, word)}`;
	if (facts === undefined) return [head('no answer', 'bad'), ...more(error ?? '')];
	const reasons = obstacles(facts);
	return [
		head(reasons.length === 0 ? 'ready' : 'not ready', reasons.length === 0 ? 'good' : 'bad'),
		...reasons.flatMap(more),
		...hanging('  ', versionsOf(facts), columns),
		`  ${containersOf(facts, look)}`,
		...(facts.leftovers.length === 0
			? []
			: more(
					`${counted(facts.leftovers.length, 'leftover')} of migrations: lxc-ferry clean${here ? '' : ` --source ${quote(name)}`}`,
				)),
		...imageLines(left, look),
	];
};

/** The migrations that are not over at the time `now`, each with what to type. */
export const unfinishedLines = (records: readonly MigrationRecord[], look: Look, now: number): string[] =>
	records.flatMap(({ view, alive }) => {
		const of = `${journey(view, look)}, ${view.id}`;
		if (alive) {
			const since = duration(now - view.startedAt);
			return [
				`${look.paint('note', 'under way')}  ${of}, ${view.stage ?? 'check'}, ${since}`,
				`  lxc-ferry attach ${view.id}`,
			];
		}
		return [
			`${look.paint('bad', view.outcome === 'needs-human' ? 'needs a human' : 'interrupted')}  ${of}`,
			`  lxc-ferry resume ${view.id}`,
			`  lxc-ferry rollback ${view.id}`,
		];
	});
