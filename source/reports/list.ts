import type { ContainerListing, HostFacts } from '../model/facts.ts';
import { age } from '../model/format.ts';
import { bytes, printable } from '../model/text.ts';
import { type Cell, type Column, tableLines } from './columns.ts';
import { type Look, sign, type Tone } from './look.ts';

const columns: Column[] = [
	{ head: 'NAME', drop: 0, shrink: true },
	{ head: 'STATE', drop: 0 },
	{ head: 'ADDRESS', drop: 3 },
	{ head: 'MEMORY', align: 'right', drop: 2 },
	{ head: 'SIZE', align: 'right', drop: 4 },
	{ head: 'UP', align: 'right', drop: 5 },
	{ head: 'NOTE', drop: 1, shrink: true },
];

const stateTones: Record<string, Tone> = { RUNNING: 'good', STOPPED: 'quiet' };

const note = (container: ContainerListing, look: Look): string =>
	[
		container.movedTo === undefined ? undefined : `moved ${sign(look).arrow} ${printable(container.movedTo)}`,
		container.unprivileged === true ? 'unprivileged' : undefined,
		container.lastVerdict === undefined ? undefined : printable(container.lastVerdict),
	]
		.filter((text) => text !== undefined)
		.join(', ');

const row = (container: ContainerListing, look: Look): Cell[] => [
	printable(container.name),
	{ text: printable(container.state), tone: stateTones[container.state] ?? 'warning' },
	printable(container.addresses[0] ?? ''),
	container.memory === undefined ? '' : bytes(container.memory),
	container.size === undefined ? '' : bytes(container.size),
	container.uptime === undefined ? '' : age(container.uptime),
	note(container, look),
];

/** The containers of one host; running ones first, then by name. */
export const listLines = (host: HostFacts, look: Look, head: boolean): string[] => {
	const containers = host.containers.toSorted(
		(a, b) => Number(b.state === 'RUNNING') - Number(a.state === 'RUNNING') || a.name.localeCompare(b.name),
	);
	const empty = containers.every((container) => note(container, look) === '');
	const shown = empty ? columns.slice(0, -1) : columns;
	return [
		...(head ? [look.paint('strong', printable(host.name))] : []),
		...(containers.length === 0
			? [look.paint('quiet', `No containers in ${printable(host.lxcPath ?? 'the directory of LXC')}.`)]
			: tableLines(
					shown,
					containers.map((container) => row(container, look)),
					look,
				)),
	];
};
