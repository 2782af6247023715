import { shell } from './shell-text.ts';

/**
The part of the fact script that looks at a container: its configuration with all that it includes, and what its
processes hold, read from /proc on the host. One command per subject over all processes, never one per process or
per descriptor, and nothing is run inside the container; `ss` and `ip` only enter its network namespace.
*/
export const containerSurvey: string = shell`
start_size() {
	du -skx -- "$path/$name/rootfs" >"$tmp/size" 2>/dev/null &
	jobs="$jobs $!"
}
container() {
	init=
	wait "$info"
	while read -r word value; do [ "$word" != PID: ] || init=$value; done <"$tmp/running"
	case $init in ''|*[!0-9]*) return 0 ;; esac
	[ ! -d "/proc/$init" ] || processes
}
configuration() {
	say name "$name"
	seen= plain= mentions= mentioned=0
	texts "$path/$name/config" 0
	mentioned
}
# A file's text, then those it includes, as LXC follows them; the depth ends a loop of includes.
texts() {
	case $seen in *"|$1|"*) return 0 ;; esac
	seen="$seen|$1|"
	[ -f "$1" ] && [ -r "$1" ] || return 0
	say file "$1"
	includes= length=0 end=$newline
	while IFS= read -r line || { end=; [ -n "$line" ]; }; do
		printf ' %s%s' "$line" "$end"
		length=$((length + @{#line} + 1))
		[ "$length" -lt 262144 ] || break
		case $line in *lxc.*=*) [ "$2" -gt 8 ] || setting "$line" ;; esac
	done <"$1"
	[ "$2" -lt 8 ] || return 0
	set -- "$1" "$2" "$includes"
	IFS=$newline; set -f
	for include in $3; do
		unset IFS; set +f
		if [ -d "$include" ]; then
			say directory "$include"
			for inside in "@{include%/}"/*.conf; do [ ! -f "$inside" ] || note "$inside"; texts "$inside" $(($2 + 1)); done
		else
			texts "$include" $(($2 + 1))
		fi
		IFS=$newline; set -f
	done
	unset IFS; set +f
}
# One line of the configuration: which other files it names. Each of them, because which one counts is for the reader
# of the configuration to say.
setting() {
	word=@{1#"@{1%%[! $tab]*}"}
	case $word in lxc.*) ;; *) return 0 ;; esac
	value=@{word#*=} word=@{word%%=*}
	word=@{word%"@{word##*[! $tab]}"}
	value=@{value#"@{value%%[! $tab]*}"}
	value=@{value%"@{value##*[! $tab]}"}
	case $word in
		lxc.include)
			include=$value
			case $include in [\"\']*[\"\']) include=@{include#?}; include=@{include%?} ;; esac
			includes=$includes$newline$include ;;
		lxc.mount|lxc.mount.fstab|lxc.seccomp|lxc.seccomp.profile)
			case $value in /*) plain=$plain$newline$value ;; esac ;;
	esac
	case $word in
		lxc.hook*|lxc.include*|lxc.mount.entry*|lxc.mount.fstab*|lxc.seccomp*|lxc.net*script*) mention "$value" ;;
	esac
}
mention() {
	IFS=" $tab\""; set -f
	for word in $1; do
		while :; do
			case $word in *\\040*) word="@{word%%\\040*} @{word#*\\040}" ;; *) break ;; esac
		done
		case $word in
			*=/*) case @{word%%=*} in *[!a-z]*) ;; *) word=@{word#*=} ;; esac ;;
		esac
		case $word in /?*) note "$word" ;; esac
	done
	unset IFS; set +f
}
note() {
	case $newline$mentions in *"$newline$1$newline"*) return 0 ;; esac
	[ "$mentioned" -lt 500 ] || return 0
	mentions=$mentions$1$newline mentioned=$((mentioned + 1))
}
# Host paths that the configuration names: what the target must have as well.
mentioned() {
	IFS=$newline; set -f
	set -- $plain
	unset IFS; set +f
	for file; do texts "$file" 9; done
	IFS=$newline; set -f
	set -- $mentions
	unset IFS; set +f
	[ $# -eq 0 ] || details "$@"
}
processes() {
	start_network
	find_pids
	key pids
	put "$pids"
	fds= spaces=
	for pid in $pids; do fds="$fds /proc/$pid/fd" spaces="$spaces /proc/$pid/ns"; done
	# Files without a name, in whatever directory, also those that were removed behind the back of this host.
	find -L $fds -maxdepth 1 -type f -links 0 -printf '%p %s %D %i\n' >"$tmp/deleted" 2>/dev/null &
	deleted=$!
	descriptors
	# The sockets that these use themselves are none of the container's.
	[ -z "$sockets" ] || wait "$sockets" || without sockets
	[ -z "$links" ] || wait "$links" || without links.inside
	per_process
	wait "$deleted"
	[ $? -lt 124 ] || without deleted
}
# The processes of its pid namespace and of its cgroups: neither alone holds them all.
find_pids() {
	pids=
	for at in /proc/[0-9]*/ns/pid; do
		[ "$at" -ef "/proc/$init/ns/pid" ] || continue
		at=@{at#/proc/}
		pids=$pids$newline@{at%%/*}
	done
	top=
	while read -r line; do case $line in 0::*) top=@{line#0::} ;; esac; done <"/proc/$init/cgroup"
	case $top in
		*lxc.payload*) line=@{top#*lxc.payload}; top=@{top%%lxc.payload*}lxc.payload@{line%%/*} ;;
	esac
	say cgroup "$top"
	group=/sys/fs/cgroup$top
	[ -d "$group" ] || group=/sys/fs/cgroup/unified$top
	if [ -n "$top" ] && [ "$top" != / ] && [ -d "$group" ]; then
		IFS=$newline; set -f
		set -- $(find "$group" -name cgroup.procs 2>/dev/null)
		unset IFS; set +f
		for file; do
			while read -r pid; do
				case $newline$pids$newline in *"$newline$pid$newline"*) ;; *) [ "$pid" = 0 ] || pids=$pids$newline$pid ;; esac
			done <"$file"
		done 2>/dev/null
		key cgroup.files
		for file in memory.current memory.max memory.swap.current cpu.max pids.max cpuset.cpus io.max; do
			[ -r "$group/$file" ] || continue
			while read -r line; do put "$file:$line"; done <"$group/$file"
		done 2>/dev/null
	fi
	pids=@{pids#"$newline"}
}
# What only a program inside the network namespace is told. The kernel needs milliseconds to print its table of TCP
# sockets to a file in /proc, which walks through those of all namespaces; ss gets it with the local ones at once.
start_network() {
	sockets= links= tables='tcp tcp6'
	where nsenter || return 0
	if where ss; then
		nsenter --net="/proc/$init/ns/net" ss -Htxan >"$tmp/sockets" 2>/dev/null &
		sockets=$! tables=
	fi
	if where ip; then
		nsenter --net="/proc/$init/ns/net" ip -o -d link show >"$tmp/links.inside" 2>/dev/null &
		links=$!
	fi
}
# Namespaces, and every descriptor but plain files and pipes.
descriptors() {
	find $fds $spaces /proc/self/ns -type l \( \
		-path '/proc/self/*' -fprintf "$tmp/host.namespaces" '%f %l\n' -o \
		-path '/proc/*/ns/*' -fprintf "$tmp/namespaces" '%p %l\n' -o \
		\( -lname 'socket:*' -o -lname 'anon_inode:*' -o -lname 'mnt:*' -o -lname 'net:*' -o -lname '/dev/*' \
		-o -lname '/memfd:*' -o -lname '/sys/*' -o -lname '/proc/*' -o -lname '*.pressure' -o -lname '*(deleted)' \) \
		-fprintf "$tmp/fds" '%p %l\n' \( -lname 'anon_inode:*notify*' -o -lname 'anon_inode:*bpf*' \) \
		-fprintf "$tmp/watches" '%hinfo/%f\n' \) 2>/dev/null
	# Ended before its end: all that depends on it would be half true.
	[ $? -lt 124 ] || exit 1
}
# files NAME: that file of every process.
files() { printf "/proc/%s/$1\n" $pids; }
per_process() {
	set -- "/proc/$init/mountinfo" "/proc/$init/uid_map" "/proc/$init/gid_map" "/proc/$init/limits"
	for file in $tables dev protocols netlink packet raw raw6 icmp udplite fib_trie if_inet6; do
		set -- "$@" "/proc/$init/net/$file"
	done
	watches=
	while read -r file; do watches="$watches $file"; done <"$tmp/watches"
	grep -saH '' "$@" $watches $(files stat; files status; files cmdline; files cgroup; files maps)
	[ -n "$watches" ] || key fdinfo
	# Where there is no security module, reading this is an error.
	! read -r line <"/proc/$init/attr/current" || say profile "$line"
} 2>/dev/null
`;
