import { printable } from '../model/text.ts';
import type { Host } from './host.ts';
import { type Place, saysNotThere, silent } from './lxc.ts';

/** A process of a container: its pid inside, its name, the CPU time it has used, in clock ticks of 10 ms. */
export type Inhabitant = { pid: number; name: string; ticks: number };

/** The script's exit status for a container that has no init. */
const notThere = 3;

/**
Reads /proc of the processes in the container's pid namespace (proc(5)); nothing is run inside the container. A process
that ends gives up its memory first (exit_mm, kernel/exit.c): without it never runs its own code again, and is not there.
*/
const script = `init=$(timeout 10 lxc-info -P "$1" -n "$2" -H -p) || exit
case $init in '' | -1) exit ${notThere} ;; *[!0-9]*) exit 1 ;; esac
ns=$(readlink "/proc/$init/ns/pid") || { [ ! -d "/proc/$init" ] && exit ${notThere}; exit 1; }
for pid in $(find /proc/[0-9]*/ns/pid -printf '%l %p\\n' 2>/dev/null | grep -F "$ns " | cut -d / -f 3); do
	set -- "$@" "/proc/$pid/status" "/proc/$pid/stat"
done
shift 2
awk '/^Name:/ { name = $2; memory = 0 } /^NSpid:/ { pid = $NF } /^VmSize:/ { memory = 1 }
	FILENAME ~ /stat$/ && memory { sub(/^.*\\) /, ""); if ($1 !~ /[ZX]/) print pid, $12 + $13, name }' "$@" 2>/dev/null
exit 0
`;

/** All processes of a container; undefined if it does not run on `host`. */
export const census = async (host: Host, { lxcPath, name }: Place): Promise<Inhabitant[] | undefined> => {
	const result = await host.run(['/bin/sh', '-s', '--', lxcPath, name], {
		root: true,
		input: script,
		timeoutMs: 30_000,
	});
	const { exit, stdout, stderr } = result;
	if (exit === notThere || saysNotThere(name, result)) return undefined;
	// LXC that does not answer in time, or a shell that failed: neither says that nothing runs.
	if (exit !== 0)
		throw silent(host, `Its processes can't be told: status ${exit}. ${printable(stderr).trim()}`.trim());
	return stdout.split('\n').flatMap((line): Inhabitant[] => {
		const [pid, ticks, ...rest] = line.split(' ');
		if (!pid || !ticks) return [];
		return [{ pid: Number(pid), ticks: Number(ticks), name: printable(rest.join(' ')) }];
	});
};

const ticksPerSecond = 100;

/** Share of a CPU that each process used between two censuses, by its pid inside. */
export const cpuShares = (
	before: readonly Inhabitant[],
	after: readonly Inhabitant[],
	ms: number,
): Map<number, number> => {
	const earlier = new Map(before.map(({ pid, ticks }) => [pid, ticks]));
	return new Map(
		after.flatMap(({ pid, ticks }) => {
			const was = earlier.get(pid);
			return was === undefined ? [] : [[pid, (ticks - was) / ticksPerSecond / (ms / 1000)] as const];
		}),
	);
};
