import { imageListing } from './image-listing.ts';

/** The tables of nftables that cut off a container which waits on the source for the end of post-copy. */
export const silencer = 'lxc_ferry';

/** Seconds without a word from the engine after which a gate gives up; the engine speaks every second. */
export const gatePatience = 20;

/**
action.sh, in a staging directory beside attend.sh, is CRIU's action script (criu(8), --action-script). It reports every
action with its time, carries the tree of empty cgroups over, which CRIU does not, freezes the container's cgroup right
before CRIU would (which sleeps for 100 ms when the first look finds a task not frozen yet: freeze_processes,
criu/seize.c), uncorks CRIU's connection to its page server (uncork-script.ts), and holds CRIU at two gates:
post-dump     the image is complete, the tasks are frozen; leaving with an error makes CRIU let them run on
              (criu/cr-dump.c, cr_dump_finish), by post-copy once status-ready fails too
post-restore  all processes are built and have not run yet; leaving with an error makes CRIU end them
              (criu/cr-restore.c, restore_root_task)
So the container is given up on the source only after everything that can fail on the target has succeeded there, and it
runs on neither side in between.

For post-copy the first gate is left by the word `serve`: CRIU then serves the memory and ends, and the container has to
stay frozen and silent on the source until the target has all of it, whatever becomes of CRIU meanwhile. So its cgroup is
frozen again (CRIU thaws it once it has the tasks) and its network is cut off, where CRIU can't undo it (unlock.ts can).
*/
export const actionScript = `#!/bin/sh
# CRIU waits for this script at every step: no program is started that can be done without.
dir=\${0%/action.sh}
phase=\${LXC_FERRY_PHASE:-none}
say() {
	[ -p "$dir/$phase.events" ] || return 0
	echo "$*" 1<>"$dir/$phase.events"
}
gate() {
	say "gate $1"
	[ -p "$dir/$phase.gate" ] || exit 1
	while :; do
		word=$(timeout ${gatePatience} sh -c 'read -r word && echo "$word"' "$dir" <>"$dir/$phase.gate") || exit 1
		case $word in
			go) say "mark $1-go"; return 0 ;;
			serve) hold || exit 1; say "mark $1-serve"; return 0 ;;
			abort) exit 1 ;;
		esac
	done
}
# What LXC gave to CRIU with an option, each on a line of its own.
given() {
	tr '\\0' '\\n' <"/proc/$PPID/cmdline" | while read -r argument; do
		[ "$last" != "$1" ] || echo "$argument"
		last=$argument
	done
}
# The cgroups of the container, one host directory a line (criu(8), --cgroup-root). Looked up once for each CRIU, on
# the target before the container is frozen: bin/criu, which becomes CRIU, asks for it (action "prepare").
roots=$dir/roots-$PPID
find_roots() {
	[ ! -f "$roots" ] || return 0
	given --cgroup-root | while read -r argument; do
		group=/\${argument#*:}
		group=\${group#//}
		group=/\${group#/}
		case $argument in
			name=*:*) base=\${argument%%:*}; base=/\${base#name=} ;;
			*:*) [ -f /sys/fs/cgroup/cgroup.controllers ] && base= || base=/\${argument%%:*} ;;
			*) [ -d /sys/fs/cgroup/unified ] && base=/unified || base= ;;
		esac
		echo "/sys/fs/cgroup$base$group"
	done >"$roots" || exit 1
}
# Only that of cgroup v2. Left to CRIU if it does not succeed soon; attend.sh thaws what is named in the file.
freeze() {
	echo "$1" >"$dir/frozen" || return
	echo 1 >"$1/cgroup.freeze" || return
	tries=0
	while [ $tries -lt 100 ]; do
		while read -r key value; do
			[ "$key $value" != 'frozen 1' ] || return
		done <"$1/cgroup.events"
		tries=$((tries + 1))
		[ $tries -lt 50 ] || sleep 0.01
	done
	echo 0 >"$1/cgroup.freeze"
}
# Neither a packet nor an answer to who has its address: the same address is alive on the target then.
silence='table inet ${silencer} {
	chain input { type filter hook input priority -500; policy drop; }
	chain forward { type filter hook forward priority -500; policy drop; }
	chain output { type filter hook output priority -500; policy drop; }
}
table arp ${silencer} {
	chain input { type filter hook input priority 0; policy drop; }
	chain output { type filter hook output priority 0; policy drop; }
}'
hold() {
	init=$(given -t)
	read -r group <"$dir/frozen" || return
	# A container without a network of its own has its host's.
	[ "$(readlink "/proc/$init/ns/net")" != "$(readlink /proc/self/ns/net)" ] || return
	echo "$group" >"$dir/held" && echo 1 >"$group/cgroup.freeze" && echo "$silence" | nsenter -t "$init" -n nft -f - && return
	rm -f "$dir/held"
	return 1
}
# Whether CRIU's configuration has an option.
configured() {
	[ -f "$CRIU_CONFIG_FILE" ] || return 1
	while read -r option value; do
		[ "$option" != "$1" ] || return 0
	done <"$CRIU_CONFIG_FILE"
	return 1
}
${imageListing}case $CRTOOLS_SCRIPT_ACTION in
	prepare) find_roots; exit 0 ;;
	pre-dump)
		group=$(given --freeze-cgroup)
		find_roots
		;;
esac
# Post-copy: after the gate, whatever came of it, CRIU wants to serve (criu/cr-dump.c, cr_dump_finish). Where the container
# is not held, because of an abort or a failure, an error here makes it let the tasks run on instead.
[ "$CRTOOLS_SCRIPT_ACTION" != status-ready ] || [ "$phase" != dump ] || [ -f "$dir/held" ] || exit 1
say "mark $CRTOOLS_SCRIPT_ACTION"
case $CRTOOLS_SCRIPT_ACTION in
	pre-dump)
		[ ! -w "$group/cgroup.freeze" ] || freeze "$group"
		;;
	network-lock)
		# The first action after CRIU has connected to its page server.
		if [ "$phase" = dump ] && configured page-server && command -v perl >/dev/null; then perl "$dir/uncork.pl" "$PPID"; fi
		;;
	post-dump)
		n=0
		find_roots
		while read -r root; do
			n=$((n + 1))
			find "$root" -mindepth 1 -type d -printf '%P\\n' >"$dir/image/ferry-cgroups-$n" || exit 1
		done <"$roots"
		# Every remapped file is in this image (criu/files-reg.c); most containers have none.
		[ ! -s "$dir/image/remap-fpath.img" ] || ! grep -q link_remap "$dir/image/dump.log" || say "note linked-files"
		# Without the memory that is served later: no image to restore from once more.
		! configured lazy-pages || : >"$dir/image/ferry-lazy"
		(cd "$dir/image" && listing >ferry-manifest) || exit 1
		gate post-dump
		;;
	setup-namespaces)
		n=0
		find_roots
		while read -r root; do
			n=$((n + 1))
			[ -f "$dir/image/ferry-cgroups-$n" ] || continue
			set --
			while read -r group; do set -- "$@" "$root/$group"; done <"$dir/image/ferry-cgroups-$n"
			[ $# = 0 ] || mkdir -p "$@" || exit 1
		done <"$roots"
		;;
	post-restore)
		gate post-restore
		;;
esac
exit 0
`;
