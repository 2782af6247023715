import { shell } from './shell-text.ts';

/**
The part of the fact script that looks at a container: its configuration with all that it includes, and what its
processes hold, read from /proc on the host. One command per subject over all processes, never one per process or
per descriptor, and nothing is run inside the container; `ss` only enters its network namespace.
*/
export const containerSurvey: string = shell`
newline='
'
start_size() {
	[ -n "$tmp" ] || return 0
	limited 2 du -skx -- "$path/$name/rootfs" >"$tmp/size" 2>/dev/null &
}
container() {
	say name "$name"
	state=$(limited 5 lxc-info -P "$path" -n "$name" -s -p 2>/dev/null)
	say running "$state"
	seen=
	texts "$path/$name/config" 0
	mentioned
	init=$(printf '%s\n' "$state" | sed -n 's/^PID:[[:blank:]]*//p')
	case $init in ''|*[!0-9]*) return 0 ;; esac
	[ ! -d "/proc/$init" ] || [ -z "$tmp" ] || processes
}
# A file's text, then those it includes, as LXC follows them; the depth ends a loop of includes.
texts() {
	case $seen in *"|$1|"*) return 0 ;; esac
	seen="$seen|$1|"
	[ -f "$1" ] && [ -r "$1" ] || return 0
	key file
	printf '%s\n' "$1" | quote
	head -c 262144 -- "$1" | quote
	[ "$2" -lt 8 ] || return 0
	set -- "$1" "$2" "$(sed -n 's/^[[:blank:]]*lxc\.include[[:blank:]]*=[[:blank:]]*//p' "$1" | sed "s/[[:blank:]]*$//; s/^[\"']\(.*\)[\"']$/\1/")"
	IFS=$newline; set -f
	for include in $3; do
		unset IFS; set +f
		if [ -d "$include" ]; then
			key directory
			printf '%s\n' "$include" | quote
			for inside in "@{include%/}"/*.conf; do texts "$inside" $(($2 + 1)); done
		else
			texts "$include" $(($2 + 1))
		fi
		IFS=$newline; set -f
	done
	unset IFS; set +f
}
# Host paths that the configuration names: what the target must have as well.
mentioned() {
	[ -n "$tmp" ] || return 0
	: >"$tmp/texts"
	IFS='|'; set -f
	for file in $seen; do [ ! -r "$file" ] || cat -- "$file"; done >"$tmp/texts" 2>/dev/null
	unset IFS; set +f
	# Each of them, because which one counts is for the reader of the configuration to say.
	sed -n 's/^[[:blank:]]*lxc\.\(mount\|mount\.fstab\|seccomp\|seccomp\.profile\)[[:blank:]]*=[[:blank:]]*//p' "$tmp/texts" >"$tmp/more"
	while IFS= read -r file; do
		case $file in /*) texts "$file" 9 ;; esac
	done <"$tmp/more"
	sed -n 's/^[[:blank:]]*lxc\.\(hook\|include\|mount\.entry\|mount\.fstab\|seccomp\|net.*script\)[^=]*=[[:blank:]]*//p' "$tmp/texts" |
		tr -s ' \t"' '\n' | sed -n 's/\\040/ /g; s,^[a-z]*=/,/,; \,^/.,p' | sort -u | head -n 500 >"$tmp/mentioned"
	set --
	while IFS= read -r file; do set -- "$@" "$file"; done <"$tmp/mentioned"
	[ $# -eq 0 ] || details "$@"
}
processes() {
	find_pids
	key pids
	printf '%s\n' $pids | quote
	per_process
	descriptors
	of_the_container
}
# The processes of its cgroups and of its pid namespace: neither alone holds them all.
find_pids() {
	top=$(sed -n 's/^0:://p' "/proc/$init/cgroup" | sed 's,\(lxc\.payload[^/]*\).*,\1,')
	say cgroup "$top"
	group=/sys/fs/cgroup$top
	[ -d "$group" ] || group=/sys/fs/cgroup/unified$top
	: >"$tmp/pids"
	if [ -n "$top" ] && [ "$top" != / ] && [ -d "$group" ]; then
		find "$group" -name cgroup.procs -exec cat {} + >"$tmp/pids" 2>/dev/null
		key cgroup.files
		grep -sH '' "$group/memory.current" "$group/memory.max" "$group/memory.swap.current" "$group/cpu.max" \
			"$group/pids.max" "$group/cpuset.cpus" "$group/io.max" | sed 's,^.*/,,' | quote
	fi
	space=$(readlink "/proc/$init/ns/pid")
	find /proc/[0-9]*/ns/pid -printf '%h %l\n' 2>/dev/null |
		awk -v want="$space" '$2 == want { sub("/proc/", "", $1); sub("/ns", "", $1); print $1 }' >>"$tmp/pids"
	pids=$(sort -un "$tmp/pids" | grep -vx 0 | head -n 4000)
}
# files NAME: that file of every process, for xargs.
files() { printf "/proc/%s/$1\n" $pids; }
per_process() {
	key stat
	files stat | xargs cat 2>/dev/null | quote
	key status
	files status | xargs grep -sHE '^(Name|Uid|NSpid|NSsid|TracerPid|CapEff|Seccomp|RssAnon|RssShmem|VmSwap|HugetlbPages|Threads):' | quote
	key cmdline
	files cmdline | xargs grep -saH '' | tr '\0' ' ' | head -c 1000000 | quote
	key cgroups
	files cgroup | xargs grep -sH '' | head -c 1000000 | quote
	key namespaces
	files ns | xargs sh -c 'exec find "$@" -type l -printf "%p %l\n"' find 2>/dev/null | quote
	key maps
	files maps | xargs grep -sHE ' (/dev/|/dmabuf|/memfd:|/SYSV|/secretmem|/anon_hugepage|anon_inode:|\[uprobes\]|.*libsystemd-(core|shared)-|.*\(deleted\)$)' |
		head -c 1000000 | quote
	key host.namespaces
	find /proc/self/ns -type l -printf ' %f %l\n' 2>/dev/null
}
# Every descriptor but plain files and pipes; then the deleted files among them with size and device.
descriptors() {
	key fds
	files fd | xargs sh -c 'exec find "$@" -type l -printf "%p %l\n"' find 2>/dev/null |
		grep -E ' (socket:|anon_inode:|mnt:|net:|/dev/|/memfd:|/sys/|/proc/|.*\.pressure$|.*\(deleted\)$)' | head -c 4000000 | quote
	key deleted
	files fd | limited 5 xargs sh -c 'exec find -L "$@" -maxdepth 1 -type f -links 0 -printf "%p %s %D %i\n"' find 2>/dev/null |
		head -c 1000000 | quote
	key fdinfo
	files fdinfo | xargs grep -rsHE '^(inotify|fanotify|lock:|prog_type|map_type)' | head -c 2000000 | quote
	show locks /proc/locks
}
of_the_container() {
	show mountinfo "/proc/$init/mountinfo" 2000000
	small uidmap "/proc/$init/uid_map" gidmap "/proc/$init/gid_map" limits.init "/proc/$init/limits"
	# Where there is no security module, reading this is an error.
	show profile "/proc/$init/attr/current" 4096
	key tcp
	cat "/proc/$init/net/tcp" "/proc/$init/net/tcp6" 2>/dev/null |
		awk '{ n[$4]++ } $4 == "0A" { print "listen", $2, $5, $10 } END { for (s in n) if (s != "st") print "state", s, n[s] }' |
		head -c 500000 | quote
	net=/proc/$init/net
	small net.protocols "$net/protocols" net.netlink "$net/netlink" net.packet "$net/packet" net.raw "$net/raw" \
		net.raw6 "$net/raw6" net.icmp "$net/icmp" net.udplite "$net/udplite" net.fib_trie "$net/fib_trie" net.if_inet6 "$net/if_inet6"
	key net.devices
	sed 1,2d "/proc/$init/net/dev" 2>/dev/null | quote
	have nsenter && have ss || return 0
	key unix
	limited 5 nsenter --net="/proc/$init/ns/net" ss -Hxan 2>/dev/null | head -c 4000000 | quote
	key links.inside
	limited 5 nsenter --net="/proc/$init/ns/net" ip -o -d link show 2>/dev/null | head -c 200000 | quote
}
`;
