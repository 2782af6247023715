import { FerryError } from '../model/error.ts';
import type { Host } from './host.ts';

/*
What post-copy keeps on the source: the container's processes in a frozen cgroup, named by the file `held` in the staging
directory (action-script.ts), and CRIU, which serves their memory and has them in its hands only to read.
*/

const serverScript = `[ -f "$1/held" ] || exit 0
for proc in /proc/[0-9]*; do
	read -r comm 2>/dev/null <"$proc/comm" || continue
	case $comm in lxc-checkpoint | criu) ;; *) continue ;; esac
	tr '\\0' '\\n' <"$proc/cmdline" 2>/dev/null | grep -qF "$1/" && kill -KILL "\${proc#/proc/}"
done
exit 0
`;

/** Ends the CRIU that serves memory, left by an engine that is gone. The processes stay frozen. */
export const endServer = async (host: Host, staging: string): Promise<void> => {
	await host.run(['/bin/sh', '-s', '--', staging], { root: true, input: serverScript, timeoutMs: 30_000 });
};

/** All of them at once, not their init alone: lxc-stop thaws the cgroup while the others still live. */
const endScript = `group=$(cat "$1/held") && [ "$(cat "$group/cgroup.freeze")" = 1 ] || exit 3
pids=$(find "$group" -name cgroup.procs -exec cat {} +)
[ -z "$pids" ] || kill -KILL $pids
tries=0
while [ -d "$group" ] && grep -q '^populated 1' "$group/cgroup.events"; do
	tries=$((tries + 1))
	[ $tries -lt 600 ] || exit 4
	sleep 0.05
done
exit 0
`;

/** Ends the frozen processes, and resolves when none is left. Rejects where they are not frozen, or do not end. */
export const endFrozen = async (host: Host, staging: string): Promise<void> => {
	const argv = ['/bin/sh', '-s', '--', staging];
	const { exit } = await host.run(argv, { root: true, input: endScript, timeoutMs: 60_000 });
	if (exit !== 0)
		throw new FerryError({
			what: `The frozen processes on ${host.name} did not end`,
			why: exit === 3 ? 'They are not frozen any more.' : `The script that ends them had status ${exit}.`,
		});
};
