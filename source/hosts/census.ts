import { UnreachableError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import type { Host } from './host.ts';
import type { Place } from './lxc.ts';

/** A process of a container: its pid inside, its name, the CPU time it has used, in clock ticks of 10 ms. */
export type Inhabitant = { pid: number; name: string; ticks: number };

/** The script's exit status for a container that has no init. */
const notThere = 3;

/** Reads /proc of the processes in the container's pid namespace (proc(5)); nothing is run inside the container. */
const script = `init=$(timeout 10 lxc-info -P "$1" -n "$2" -H -p 2>/dev/null)
[ $? != 124 ] || exit 124
[ -n "$init" ] && [ "$init" -gt 0 ] || exit ${notThere}
ns=$(readlink "/proc/$init/ns/pid") || exit ${notThere}
for pid in $(find /proc/[0-9]*/ns/pid -printf '%l %p\\n' 2>/dev/null | grep -F "$ns " | cut -d / -f 3); do
	set -- "$@" "/proc/$pid/status" "/proc/$pid/stat"
done
shift 2
awk '/^Name:/ { name = $2 } /^NSpid:/ { pid = $NF }
	FILENAME ~ /stat$/ { sub(/^.*\\) /, ""); print pid, $12 + $13, name }' "$@" 2>/dev/null
exit 0
`;

/** All processes of a container; undefined if it does not run on `host`. */
export const census = async (host: Host, { lxcPath, name }: Place): Promise<Inhabitant[] | undefined> => {
	const { exit, stdout } = await host.run(['/bin/sh', '-s', '--', lxcPath, name], {
		root: true,
		input: script,
		timeoutMs: 30_000,
	});
	if (exit === notThere) return undefined;
	// LXC that does not answer in time, or a shell that failed: neither says that nothing runs.
	if (exit !== 0) throw new UnreachableError({ what: `${host.name} does not say what runs there` });
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
