import { type Config, type ConfigEntry, readConfig } from '../model/config.ts';
import type { Facts, HostFacts, Process } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import { clipped, printable, some } from '../model/text.ts';

/** A finding without what the check itself adds. */
export type Seen = Omit<Finding, 'check' | 'scope'>;

export const ok = (title: string, detail?: string): Seen =>
	detail === undefined ? { level: 'ok', title } : { level: 'ok', title, detail };

/** What can't be evaluated is never fine. */
export const unknown = (what: string, why: string): Seen => ({
	level: 'warn',
	title: `${what}: could not be evaluated`,
	detail: why,
	meaning: 'Nothing is known to be wrong, but nothing could be looked at either.',
	remedy: 'Make what is missing available (usually root, a tool, or a running container) and check again.',
});

/** Both hosts with the words they are spoken of by. */
export const bothHosts = ({
	source,
	target,
}: Facts): { role: 'source' | 'target'; host: HostFacts; label: string }[] => [
	{ role: 'source', host: source, label: `source ${printable(source.name)}` },
	{ role: 'target', host: target, label: `target ${printable(target.name)}` },
];

const configs = new WeakMap<Facts, Config>();

/** The container's configuration, read once for all checks. */
export const configOf = (facts: Facts): Config => {
	const known = configs.get(facts);
	if (known) return known;
	const { container } = facts;
	const config = readConfig(container.configPath ?? configPathOf(facts), container.configFiles);
	configs.set(facts, config);
	return config;
};

/** The container's directory on a host. */
export const containerDirectory = (host: HostFacts, name: string): string =>
	`${host.lxcPath ?? '/var/lib/lxc'}/${name}`;

const configPathOf = ({ source, container }: Facts): string =>
	`${containerDirectory(source, container.name)}/config`;

/** Whether there is a configuration to speak about; checks of it can't say anything otherwise. */
export const unreadConfig = (facts: Facts, what: string): Seen | undefined =>
	facts.container.configFiles.has(configOf(facts).path)
		? undefined
		: unknown(what, `${printable(configOf(facts).path)} could not be read on the source`);

/** Whether the container's processes were seen. */
export const unseenProcesses = ({ container }: Facts, what: string): Seen | undefined =>
	container.processes?.length
		? undefined
		: unknown(what, `the processes of ${printable(container.name)} were not seen`);

/** A file of both hosts that may or may not be the same: a checksum is missing. */
export const uncompared = ({ container, target }: Facts, path: string): boolean => {
	const here = container.paths.get(path);
	const there = target.paths.get(path);
	if (here === undefined) return there?.kind?.startsWith('regular') === true;
	const readable = here.kind?.startsWith('regular') === true && there?.kind?.startsWith('regular') === true;
	return readable && (here.checksum === undefined || there?.checksum === undefined);
};

/** `/var/lib/lxc/web1/config:12 lxc.tty.max = 4` */
export const setting = ({ file, line, writtenKey, value }: ConfigEntry): string =>
	clipped(`${file}:${line} ${writtenKey} = ${value}`, 200);

/** A process as a person would look for it: name, pid as the host counts, unit. */
export const processLabel = ({ name, pid, unit }: Pick<Process, 'name' | 'pid' | 'unit'>): string =>
	clipped(unit ? `${name} (pid ${pid}, ${unit})` : `${name} (pid ${pid})`, 120);

/** The same by pid alone. */
export const holder = ({ container }: Facts, pid: number): string => {
	const process = container.processes?.find((one) => one.pid === pid);
	return process ? processLabel(process) : `pid ${pid}`;
};

/** Holders without repeats, the first few of them. */
export const holders = (facts: Facts, pids: readonly number[]): string =>
	some([...new Set(pids)].map((pid) => holder(facts, pid)));

/** Units that hold something, for commands that stop them. */
export const unitsOf = ({ container }: Facts, pids: readonly number[]): string[] => {
	const units = container.processes?.flatMap(({ pid, unit }) =>
		unit?.endsWith('.service') && pids.includes(pid) ? [unit] : [],
	);
	return [...new Set(units ?? [])];
};

/** How to stop the holders: by their units where they have some, else by themselves. */
export const stopRemedy = (facts: Facts, pids: readonly number[]): string => {
	const units = unitsOf(facts, pids);
	return units.length > 0
		? `Stop it in the container for the move (systemctl stop ${units.slice(0, 3).map(printable).join(' ')}), or don't move.`
		: `Stop ${holders(facts, pids)} for the move, or don't move.`;
};
