import type { Host } from './host.ts';
import { type Place, silent } from './lxc.ts';
import { shell } from './shell-text.ts';

/*
A container's processes without LXC: when CRIU is killed while it rebuilds them (by the OOM killer, by hand), they stay,
wait for a word that will never come, and lxc-info knows nothing of them. They are told by their cgroup, and by their
init's parent, which is no LXC any more. Their cgroups and network devices go with them.
*/
const inits = shell`name=$1 path=@{2%/}
# The inits in a cgroup of this name, each with who is above it: no LXC (orphan), or one (kept).
inits() {
	for file in $(grep -lF "/lxc.payload.$name" /proc/[0-9]*/cgroup 2>/dev/null); do
		proc=@{file%/cgroup}
		# Two pids: the init of a container inside of this one has three.
		grep -q '^NSpid:[[:space:]]*[0-9]*[[:space:]]*1$' "$proc/status" || continue
		# With its init's end the kernel has ended all others in a pid namespace (pid_namespaces(7)).
		! grep -q '^State:[[:space:]]*[ZX]' "$proc/status" || continue
		group=$(sed -n "s#^0::##p" "$file")
		case $group/ in */lxc.payload."$name"/* | */lxc.payload."$name"-[0-9]*/*) ;; *) continue ;; esac
		own=@{group##*/lxc.payload.}
		own=@{own%%/*}
		# Not a second cgroup of this one, but another container.
		[ "$own" = "$name" ] || [ ! -e "$path/$own/config" ] || continue
		parent=$(sed -n 's/^PPid:[^0-9]*//p' "$proc/status") kind=orphan
		case $(readlink "/proc/$parent/exe") in */lxc-*) kind=kept ;; esac
		case $(tr '\0' '\n' <"/proc/$parent/cmdline") in
			"[lxc monitor] $path $name") kind=kept ;;
			# Of this name in another place, or of a longer name.
			'[lxc monitor]'*) kind=another ;;
		esac
		echo "$kind @{proc#/proc/} $group"
	done 2>/dev/null
}
`;

const endScript = shell`${inits}orphans() { inits | sed -n 's/^orphan //p'; }
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
export const endOrphans = async (host: Host, { name, lxcPath }: Place): Promise<boolean> => {
	const argv = ['/bin/sh', '-s', '--', name, lxcPath];
	const { exit } = await host.run(argv, { root: true, input: endScript, timeoutMs: 30_000 });
	return exit === 0;
};

const leftScript = `${inits}found=$(inits)
case $found in *'kept '*) echo left; exit 0 ;; esac
[ -e "$3/restore.gate" ] || case $found in *'orphan '*) echo left; exit 0 ;; esac
echo none
`;

/**
Whether processes of the container are there, whatever LXC says. Orphans are what a killed CRIU left only where a restore
was tried, in this staging directory; anywhere else they are a container whose LXC has died.
*/
export const anyLeft = async (host: Host, { name, lxcPath }: Place, staging: string): Promise<boolean> => {
	const argv = ['/bin/sh', '-s', '--', name, lxcPath, staging];
	const { exit, stdout } = await host.run(argv, { root: true, input: leftScript, timeoutMs: 30_000 });
	const said = stdout.trim();
	if (exit === 0 && (said === 'left' || said === 'none')) return said === 'left';
	throw silent(host, `Its cgroups can't be looked at: status ${exit}.`);
};
