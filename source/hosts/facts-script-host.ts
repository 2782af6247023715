import { shell } from './shell-text.ts';

/** The part of the fact script that looks at a host: tools, CRIU's own check, kernel, room, network. */
export const hostSurvey: string = shell`
version_of() {
	case $1 in
		criu) criu --version ;;
		rsync|iptables|nft|lxc-*|tar|zstd) "$1" --version ;;
		*) return 0 ;;
	esac 2>&1 | head -n 1
}
basics() {
	say uid "$(id -u)"
	say user "$(id -un 2>/dev/null)"
	say hostname "$(uname -n)"
	say kernel "$(uname -r)"
	say arch "$(uname -m)"
	small bootid /proc/sys/kernel/random/boot_id
	key tools
	for tool in lxc-checkpoint criu rsync iptables nft; do
		if have "$tool"; then printf '%s|%s|%s\n' "$tool" "$(command -v "$tool")" "$(version_of "$tool")"; fi
	done | quote
	for tool in lxc-info lxc-ls lxc-wait lxc-stop lxc-start lxc-config iptables-restore ip6tables-restore \
		iptables-legacy-restore crit ssh sudo sha256sum tar zstd arping ip ss nsenter find python3; do
		command -v "$tool"
	done | sed 's,^.*/\([^/]*\)$, \1|&|,'
}
# The slow ones run beside everything else: CRIU's self test, its features, its picture of the CPU.
start_slow() {
	have criu && [ -n "$tmp" ] || return 0
	mkdir "$tmp/cpu"
	{ limited 20 criu check >"$tmp/criu" 2>&1; printf '%s\n' $? >"$tmp/criu.exit"; } &
	{
		for feature in mem_dirty_track uffd-noncoop network_lock_nftables has_ipt_legacy; do
			limited 10 criu check --feature "$feature" >/dev/null 2>&1
			printf '%s %s\n' "$feature" $?
		done >"$tmp/features"
		limited 10 criu cpuinfo dump -D "$tmp/cpu" >/dev/null 2>&1
	} &
}
finish_slow() {
	wait
	[ -n "$tmp" ] || return 0
	show criu.exit "$tmp/criu.exit"
	show criu.check "$tmp/criu" 65536
	show criu.features "$tmp/features"
	if [ -s "$tmp/cpu/cpuinfo.img" ] && have base64; then
		key cpu.image
		base64 <"$tmp/cpu/cpuinfo.img" | quote
	fi
	show size "$tmp/size"
}
host_details() {
	key cpu
	sed -n '/^$/q;/^\(model name\|flags\|Features\|vendor_id\)/p' /proc/cpuinfo | quote
	key memory
	grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree|HugePages_Total|HugePages_Free|Hugepagesize):' /proc/meminfo | quote
	key capabilities
	grep -E '^Cap(Eff|Bnd):' /proc/self/status | quote
	if [ -r /sys/fs/cgroup/cgroup.controllers ]; then
		key controllers
		line=; read -r line </sys/fs/cgroup/cgroup.controllers || :
		[ -z "$line" ] || printf ' %s\n' "$line"
	fi
	small lastcap /proc/sys/kernel/cap_last_cap limits /proc/self/limits cpus /sys/devices/system/cpu/online \
		mounts /proc/self/mountinfo subtree /sys/fs/cgroup/cgroup.subtree_control lsm /sys/kernel/security/lsm \
		apparmor /sys/module/apparmor/parameters/enabled apparmor.profiles /sys/kernel/security/apparmor/profiles \
		selinux /sys/fs/selinux/enforce ptrace /proc/sys/kernel/yama/ptrace_scope filesystems /proc/filesystems \
		criu.config /etc/criu/default.conf
	room
	network
	key leftovers
	for thing in /var/lib/lxc-ferry/*/*; do [ ! -e "$thing" ] || printf '%s\n' "$thing"; done | quote
	key directories
	for thing in "$path"/*/config; do [ ! -e "$thing" ] || printf '%s\n' "$thing"; done | quote
}
# df answers for the nearest directory that exists: the staging place may not be there yet.
nearest() {
	at=$1
	while [ ! -d "$at" ] && [ "$at" != / ] && [ -n "$at" ]; do at=@{at%/*}; done
	printf '%s' "@{at:-/}"
}
room() {
	key room
	for place in "lxcpath $path" "staging /var/lib/lxc-ferry" "shm /dev/shm" "criu /run"; do
		limited 5 df -Pk -- "$(nearest "@{place#* }")" 2>/dev/null | sed -n "2s/^/@{place%% *} /p"
		limited 5 df -Pi -- "$(nearest "@{place#* }")" 2>/dev/null | sed -n "2s/^/@{place%% *}.inodes /p"
	done | quote
}
network() {
	key links
	for device in /sys/class/net/*; do
		[ -e "$device" ] || continue
		kind=device
		[ ! -d "$device/bridge" ] || kind=bridge
		master=-
		[ ! -e "$device/master" ] || { master=$(readlink "$device/master"); master=@{master##*/}; }
		mac=-; read -r mac <"$device/address" || :
		mtu=-; read -r mtu <"$device/mtu" || :
		state=-; read -r state <"$device/operstate" || :
		printf '%s|%s|%s|%s|%s|%s\n' "$kind" "$mac" "$mtu" "$state" "$master" "@{device##*/}"
	done 2>/dev/null | quote
	have ip || return 0
	key addresses
	ip -o addr show 2>/dev/null | quote
}
listing() {
	key containers
	limited 20 lxc-ls -P "$path" -f -F NAME,STATE,PID,RAM,AUTOSTART,IPV4,IPV6,UNPRIVILEGED 2>/dev/null | quote
	key moved
	grep -sHm 1 '^# lxc-ferry moved this container:' "$path"/*/config | quote
	key inits
	cat /proc/uptime 2>/dev/null | quote
	getconf CLK_TCK 2>/dev/null | quote
	for thing in $(limited 20 lxc-ls -P "$path" -f -F PID 2>/dev/null | grep -E '^[0-9]+ *$'); do
		cat "/proc/$thing/stat" 2>/dev/null
	done | quote
	key stats
	for thing in "$path"/*/config; do
		at=@{thing%/config}
		for group in "/sys/fs/cgroup/lxc.payload.@{at##*/}" "/sys/fs/cgroup/memory/lxc.payload.@{at##*/}"; do
			value=; { read -r value <"$group/memory.current" || read -r value <"$group/memory.usage_in_bytes"; } 2>/dev/null
			[ -z "$value" ] || printf 'memory %s %s\n' "$value" "@{at##*/}"
		done
	done | quote
	key sizes
	set --
	for thing in "$path"/*/rootfs; do [ ! -d "$thing" ] || set -- "$@" "$thing"; done
	[ $# -eq 0 ] || limited 3 du -skx -- "$@" 2>/dev/null | quote
}
target_name() {
	say name "$name"
	key taken
	for thing in "$path/$name" "$path/$name/config" "$path/$name/rootfs"; do
		if [ -e "$thing" ] || [ -L "$thing" ]; then printf '%s\n' "$thing"; fi
	done | quote
	key moved
	grep -sHm 1 '^# lxc-ferry moved this container:' "$path/$name/config" | quote
	key running
	limited 5 lxc-info -P "$path" -n "$name" -s -p 2>/dev/null | quote
	key usergroups
	grep -sE "^(root|lxd?):" /etc/subuid /etc/subgid | quote
}
`;
