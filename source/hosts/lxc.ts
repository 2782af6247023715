import { UnreachableError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import type { Result } from './command.ts';
import type { Host } from './host.ts';

/** A container's place on a host. */
export type Place = { name: string; lxcPath: string };

const common = ({ name, lxcPath }: Place) => ['-P', lxcPath, '-n', name];

/** LXC's own errors, which it tells nobody else; beside CRIU's log. */
export const lxcLog = 'lxc.log';

const logged = (imageDir: string) => ['-o', `${imageDir}/${lxcLog}`, '-l', 'ERROR'];

/** What a dump leaves out because the directory `previous` has it, and whether the processes stay when it has ended. */
export type DumpOptions = { previous?: string | undefined; stays?: boolean };

/** lxc-checkpoint(1): dumps and, unless it `stays`, stops. CRIU's log is `dump.log` in the directory. */
export const dumpCommand = (
	place: Place,
	imageDir: string,
	actionScript: string,
	{ previous, stays = false }: DumpOptions = {},
): string[] => [
	'lxc-checkpoint',
	...common(place),
	...(stays ? [] : ['-s']),
	'-v',
	'-D',
	imageDir,
	'-A',
	actionScript,
	...logged(imageDir),
	...(previous === undefined ? [] : [`--predump-dir=${previous}`]),
];

/** lxc-checkpoint(1): dumps the memory that changed since `previous`, while the container runs. */
export const preDumpCommand = (place: Place, imageDir: string, previous: string | undefined): string[] => [
	'lxc-checkpoint',
	...common(place),
	'-p',
	'-v',
	'-D',
	imageDir,
	...logged(imageDir),
	...(previous === undefined ? [] : [`--predump-dir=${previous}`]),
];

/** lxc-checkpoint(1): brings it to life. CRIU's log is `restore.log` in the directory. */
export const restoreCommand = (place: Place, imageDir: string, actionScript: string): string[] => [
	'lxc-checkpoint',
	...common(place),
	'-r',
	'-v',
	'-D',
	imageDir,
	'-A',
	actionScript,
	...logged(imageDir),
];

/** Sets an environment variable for a command, also across sudo, which drops the environment. */
export const withEnv = (env: Record<string, string>, argv: readonly string[]): string[] => [
	'env',
	...Object.entries(env).map(([name, value]) => `${name}=${value}`),
	...argv,
];

const states = [
	'STOPPED',
	'STARTING',
	'RUNNING',
	'STOPPING',
	'ABORTING',
	'FREEZING',
	'FROZEN',
	'THAWED',
] as const;

export type State = (typeof states)[number];

/** timeout(1), and ours. */
const timedOut = 124;

const tooLong =
	'lxc-info took too long: the host or the link is overloaded, or LXC is busy with the container.';

/** LXC's monitor did not answer, or the host: not a word about the container may be made of that. */
export const silent = (host: Host, why: string): UnreachableError =>
	new UnreachableError({ what: `${host.name} does not say whether the container runs`, why });

/**
LXC's own words, and its status, for a container that neither runs nor is defined (print_info in lxc_info.c). Anything
else that lxc-info may fail of (no right, no library, a monitor that hangs) says nothing about the container.
*/
export const saysNotThere = (name: string, { exit, stderr }: Pick<Result, 'exit' | 'stderr'>): boolean =>
	exit === 1 && stderr.split('\n').includes(`${name} doesn't exist`);

/** The state as LXC reports it (lxc-info(1)); undefined where no such container is defined. */
export const containerState = async (
	host: Host,
	place: Place,
	options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<State | undefined> => {
	const result = await host.run(['lxc-info', ...common(place), '-H', '-s'], {
		root: true,
		timeoutMs: 15_000,
		...options,
	});
	if (result.exit === timedOut) throw silent(host, tooLong);
	if (saysNotThere(place.name, result)) return undefined;
	const said = result.stdout.trim();
	const state = states.find((known) => known === said);
	if (result.exit === 0 && state !== undefined) return state;
	const words = printable(result.stderr).trim() || printable(said) || 'nothing';
	throw silent(host, `lxc-info ended with status ${result.exit} and said: ${words}`);
};

/** lxc-stop(1) -k: ends it at once. */
export const killCommand = (place: Place): string[] => ['lxc-stop', ...common(place), '-k'];

/** Where a container is on a host, asked of LXC itself (lxc-config(1), lxc-info(1)). */
export const containerPlace = async (
	host: Host,
	name: string,
	lxcPath?: string,
): Promise<Place & { rootfs?: string }> => {
	const options = { root: true, timeoutMs: 15_000 };
	const path = lxcPath ?? (await host.run(['lxc-config', 'lxc.lxcpath'], options)).stdout.trim();
	const { stdout } = await host.run(
		['lxc-info', ...common({ name, lxcPath: path }), '-c', 'lxc.rootfs.path'],
		options,
	);
	const rootfs = /^lxc\.rootfs\.path = (?:dir:|btrfs:)?(\/.*)$/m.exec(stdout)?.[1];
	return { name, lxcPath: path, ...(rootfs === undefined ? {} : { rootfs }) };
};
