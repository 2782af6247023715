import { shell } from './shell-text.ts';

/** The part of the fact script that looks at all containers of a host, for the picker and `list`. */
export const listing: string = shell`
# Where no controller counts memory: what the processes of a container have for themselves, in bytes.
anonymous() {
	for group in "/sys/fs/cgroup/lxc.payload.$1" "/sys/fs/cgroup/unified/lxc.payload.$1"; do
		[ -d "$group" ] || continue
		value=0
		for pid in $(grep -rhs --include=cgroup.procs . "$group"); do
			while read -r word size rest; do
				case $word in RssAnon:) value=$((value + size * 1024)); break ;; esac
			done <"/proc/$pid/status"
		done 2>/dev/null
	done
}
listing() {
	lxc-ls -P "$path" -f -F NAME,STATE,PID,RAM,AUTOSTART,IPV4,IPV6,UNPRIVILEGED >"$tmp/containers" 2>/dev/null &
	jobs=$!
	grep -sHm 1 '^# lxc-ferry moved this container:' "$path"/*/config >"$tmp/moved" &
	jobs="$jobs $!"
	getconf CLK_TCK >"$tmp/ticks" 2>/dev/null &
	jobs="$jobs $!"
	set --
	for thing in "$path"/*/rootfs; do [ ! -d "$thing" ] || set -- "$@" "$thing"; done
	: >"$tmp/sizes"
	if [ $# -gt 0 ]; then
		du -skx -- "$@" >"$tmp/sizes" 2>/dev/null &
		jobs="$jobs $!"
	fi
	key stats
	for thing in "$path"/*/config; do
		at=@{thing%/config}
		for group in "/sys/fs/cgroup/lxc.payload.@{at##*/}" "/sys/fs/cgroup/memory/lxc.payload.@{at##*/}"; do
			value=; { read -r value <"$group/memory.current" || read -r value <"$group/memory.usage_in_bytes"; } 2>/dev/null
			[ -z "$value" ] || break
		done
		[ -n "$value" ] || anonymous "@{at##*/}"
		[ -z "$value" ] || put "memory $value @{at##*/}"
	done
	settle
	key inits
	line=; read -r line </proc/uptime; put "$line"
	line=; read -r line <"$tmp/ticks"; put "$line"
	while read -r word state pid rest; do
		case $pid in ''|*[!0-9]*) continue ;; esac
		! read -r line <"/proc/$pid/stat" || put "$line"
	done <"$tmp/containers" 2>/dev/null
}
`;
