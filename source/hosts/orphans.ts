import type { Host } from './host.ts';
import type { Place } from './lxc.ts';
import { shell } from './shell-text.ts';

/*
A container's processes without LXC: when CRIU is killed while it rebuilds them (by the OOM killer, by hand), they stay,
wait for a word that will never come, and lxc-info knows nothing of them. They are told by their cgroup, and by their
init's parent, which is no LXC any more. Their cgroups and network devices go with them.
*/
const script = shell`name=$1
orphans() {
	for file in $(grep -lF "/lxc.payload.$name" /proc/[0-9]*/cgroup 2>/dev/null); do
		proc=@{file%/cgroup}
		grep -q '^NSpid:.*[[:space:]]1$' "$proc/status" 2>/dev/null || continue
		group=$(sed -n "s#^0::##p" "$file")
		case $group/ in */lxc.payload."$name"/* | */lxc.payload."$name"-[0-9]*/*) ;; *) continue ;; esac
		parent=$(sed -n 's/^PPid:[^0-9]*//p' "$proc/status")
		case $(readlink "/proc/$parent/exe") in */lxc-*) continue ;; esac
		case $(tr '\0' ' ' <"/proc/$parent/cmdline") in '[lxc monitor]'*) continue ;; esac
		echo "@{proc#/proc/} $group"
	done
}
for attempt in 1 2 3 4 5 6 7 8 9 10; do
	found=$(orphans)
	[ -n "$found" ] || break
	echo "$found" | while read -r pid group; do
		kill -KILL "$pid"
		echo "$pid"
	done
	sleep 0.1
	echo "$found" | while read -r pid group; do
		find "/sys/fs/cgroup$group" -depth -type d -exec rmdir {} + 2>/dev/null
	done
done
[ -z "$(orphans)" ]
`;

/** Ends them; false if some would not end. The kernel ends a pid namespace with its init (pid_namespaces(7)). */
export const endOrphans = async (host: Host, { name }: Place): Promise<boolean> => {
	const argv = ['/bin/sh', '-s', '--', name];
	const { exit } = await host.run(argv, { root: true, input: script, timeoutMs: 30_000 });
	return exit === 0;
};
