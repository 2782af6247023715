import { shell } from './shell-text.ts';

/** The part of the fact script that looks at a host: tools, CRIU's own check, kernel, room, network. */
export const hostSurvey: string = shell`
whoami() {
	uid=
	while read -r word real uid rest; do [ "$word" != Uid: ] || break; done </proc/self/status
	[ "$word" = Uid: ] || uid=$(id -u)
}
basics() {
	say uid "$uid"
	user=
	IFS=: read -r user rest id rest </etc/passwd && [ "$id" = "$uid" ] || user=$(id -un 2>/dev/null)
	say user "$user"
	line=; read -r line </proc/sys/kernel/hostname; say hostname "$line"
	line=; read -r line </proc/sys/kernel/osrelease; say kernel "$line"
	# Only newer kernels have this file.
	line=; { read -r line </proc/sys/kernel/arch; } 2>/dev/null || line=$(uname -m)
	say arch "$line"
	line=; read -r line </proc/sys/kernel/random/boot_id && say bootid "$line"
	say lxcpath "$path"
	key tools
	for tool in lxc-info lxc-ls lxc-wait lxc-stop lxc-start lxc-config iptables-restore ip6tables-restore \
		iptables-legacy-restore crit ssh sudo sha256sum tar zstd arping ip ss nsenter find python3; do
		! where "$tool" || put "$tool|$at|"
	done
}
# What lxc-config would say, without starting it where a distribution's LXC has no settings of its own.
find_path() {
	[ -z "$path" ] || return 0
	where lxc-config || { path=/var/lib/lxc; return 0; }
	if [ "$uid" = 0 ] && [ "$at" = /usr/bin/lxc-config ] && [ ! -e /etc/lxc/lxc.conf ] && [ -d /var/lib/lxc ]; then
		path=/var/lib/lxc
	else
		path=$(lxc-config lxc.lxcpath 2>/dev/null) && [ -n "$path" ] || path=/var/lib/lxc
	fi
}
# The slowest of all: CRIU's self test, its picture of the CPU, and the one feature that the source needs.
start_criu() {
	check= cpu= dirty=
	where criu || return 0
	criu check >"$tmp/criu.check" 2>&1 &
	check=$!
	# Its log names the version, which saves a start of CRIU.
	criu cpuinfo dump -D "$tmp" -v4 -o "$tmp/cpu.log" >/dev/null 2>&1 &
	cpu=$!
	if [ "$mode" != target ]; then
		criu check --feature mem_dirty_track >/dev/null 2>&1 &
		dirty=$!
	fi
}
# From 124 on the question was not answered: the program was ended, or could not be started.
feature() {
	[ -n "$2" ] || return 0
	wait "$2"
	set -- "$1" $?
	[ "$2" -ge 124 ] || put "$1 $2"
}
finish_criu() {
	[ -n "$check" ] || return 0
	wait "$cpu"
	if [ -s "$tmp/cpuinfo.img" ] && where base64; then base64 <"$tmp/cpuinfo.img" >"$tmp/cpu.image"; fi
	key criu.features
	feature mem_dirty_track "$dirty"
	wait "$check"
	status=$?
	if [ "$status" -lt 124 ]; then say criu.exit "$status"; else without criu.check; fi
}
versioned='lxc-checkpoint rsync iptables nft'
start_versions() {
	for tool in $versioned; do
		where "$tool" || continue
		"$tool" --version >"$tmp/version.$tool" 2>&1 &
		jobs="$jobs $!"
	done
}
criu_version() {
	version=
	while read -r at version; do
		case $version in *Version:*) return 0 ;; esac
	done <"$tmp/cpu.log"
	criu --version >"$tmp/version.criu" 2>&1
	read -r version <"$tmp/version.criu"
} 2>/dev/null
versions() {
	key tools
	for tool in $versioned; do
		where "$tool" || continue
		version=
		read -r version <"$tmp/version.$tool"
		put "$tool|$at|$version"
	done
	if where criu; then criu=$at; criu_version; put "criu|$criu|$version"; fi
}
# The nearest directory that exists: the staging place may not be there yet.
nearest() {
	at=$1
	while [ ! -d "$at" ] && [ "$at" != / ] && [ -n "$at" ]; do at=@{at%/*}; done
	at=@{at:-/}
}
start_host() {
	set --
	for place in "$path" /var/lib/lxc-ferry /dev/shm /run; do nearest "$place"; set -- "$@" "$at"; done
	stat -f -c '%a|%f|%b|%S|%d|%c|%n' -- "$@" >"$tmp/room" 2>/dev/null &
	jobs="$jobs $!"
	where ip || return 0
	ip -o addr show >"$tmp/addresses" 2>/dev/null &
	jobs="$jobs $!"
}
# columns TOTAL USED AVAILABLE: as df(1) prints them behind the name of the file system.
columns() { columns="$1 $2 $3 $(($2 * 100 / ($2 + $3 + 1)))%"; }
room() {
	key room
	for place in "lxcpath $path" "staging /var/lib/lxc-ferry" "shm /dev/shm" "criu /run"; do
		nearest "@{place#* }"
		while IFS='|' read -r available free blocks size inodes nodes of; do
			[ "$of" = "$at" ] || continue
			case $available$free$blocks$size$inodes$nodes in *[!0-9]*) continue ;; esac
			if [ "$blocks" -gt 0 ]; then
				columns $((blocks * size / 1024)) $(((blocks - free) * size / 1024)) $((available * size / 1024))
				put "@{place%% *} - $columns $at"
			fi
			# Some file systems don't count them.
			if [ "$nodes" -gt 0 ]; then
				columns "$nodes" $((nodes - inodes)) "$inodes"
				put "@{place%% *}.inodes - $columns $at"
			fi
			break
		done <"$tmp/room"
	done
}
network() {
	key links
	for device in /sys/class/net/*; do
		[ -e "$device" ] || continue
		kind=device
		[ ! -d "$device/bridge" ] || kind=bridge
		master=-
		if [ -e "$device/master/uevent" ]; then
			while IFS== read -r word value; do [ "$word" != INTERFACE ] || master=$value; done <"$device/master/uevent"
		fi
		mac=-; read -r mac <"$device/address" || :
		mtu=-; read -r mtu <"$device/mtu" || :
		state=-; read -r state <"$device/operstate" || :
		put "$kind|$mac|$mtu|$state|$master|@{device##*/}"
	done 2>/dev/null
	if [ -r /sys/fs/cgroup/cgroup.controllers ]; then
		key controllers
		line=; read -r line </sys/fs/cgroup/cgroup.controllers || :
		[ -z "$line" ] || put "$line"
	fi
	key leftovers
	for thing in /var/lib/lxc-ferry/*/*; do [ ! -e "$thing" ] || put "$thing"; done
	key directories
	for thing in "$path"/*/config; do [ ! -e "$thing" ] || put "$thing"; done
}
start_state() {
	lxc-info -P "$path" -n "$name" -s -p >"$tmp/running" 2>/dev/null &
	info=$!
	jobs="$jobs $info"
}
target_name() {
	say name "$name"
	key taken
	for thing in "$path/$name" "$path/$name/config" "$path/$name/rootfs"; do
		if [ -e "$thing" ] || [ -L "$thing" ]; then put "$thing"; fi
	done
	# What else a copy would delete, or what says that it is ours.
	count=0
	for thing in "$path/$name"/*; do
		case $thing in */config | */rootfs) continue ;; esac
		[ $count -lt 100 ] || break
		count=$((count + 1))
		if [ -e "$thing" ] || [ -L "$thing" ]; then put "$thing"; fi
	done
	: >"$tmp/moved"
	[ ! -r "$path/$name/config" ] || grep -sHm 1 '^# lxc-ferry moved this container:' "$path/$name/config" >"$tmp/moved"
	return 0
}
`;
