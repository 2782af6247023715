/**
Two POSIX scripts that are put into a staging directory. They make the engine's dialogue with CRIU possible:

attend.sh   runs one lxc-checkpoint, passes what CRIU's action script says to the engine (standard output) and
            what the engine says to the action script (standard input). If the engine or the link dies, its
            standard input ends and the word is `abort`.
action.sh   CRIU's action script (criu(8), --action-script). It reports every action with its time, carries the
            tree of empty cgroups over, which CRIU does not, freezes the container's cgroup right before CRIU would
            (which sleeps for 100 ms when the first look finds a task not frozen yet: freeze_processes,
            criu/seize.c), and holds CRIU at two gates:
            post-dump     the image is complete, the tasks are frozen; leaving with an error makes CRIU
                          let them run on (criu/cr-dump.c, cr_dump_finish)
            post-restore  all processes are built and have not run yet; leaving with an error makes CRIU
                          end them (criu/cr-restore.c, restore_root_task)
            So the container is given up on the source only after everything that can fail on the target
            has succeeded there, and it runs on neither side in between.

Both pipes are opened for reading and writing, so that neither side ever blocks on opening one whose other end died.
*/
export const attendScript = `#!/bin/sh
# usage: attend.sh PHASE INIT COMMAND [ARGUMENT...]    INIT: pid of the container's init, or empty
dir=$(cd "$(dirname "$0")" && pwd -P) || exit 1
phase=$1 init=$2
shift 2
# LXC and CRIU make directories of the container's with it; our own files are inside a private directory.
umask 022
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH LXC_FERRY_PHASE="$phase"
rm -f "$dir/$phase.gate" "$dir/$phase.events"
mkfifo "$dir/$phase.gate" "$dir/$phase.events" || exit 1
exec 3<>"$dir/$phase.gate" 4<>"$dir/$phase.events" 5<&0
# Caught, not ignored: a closed standard output must neither end this script nor be inherited by what it starts.
trap : PIPE
(
	while read -r word; do
		case $word in
			start | check | time) echo "$word" >&4 ;;
			kill) kill -s KILL -- "-$(cat "$dir/$phase.pid")" ;;
			go)
				echo go >&3
				[ "$phase" != dump ] || echo watch >&4
				;;
			*) echo "$word" >&3 ;;
		esac
	done
	echo abort >&3
	echo lost >&4
) <&5 &
words=$!
exec 5<&-
alive() {
	while read -r field value rest; do
		[ "$field" != State: ] || { case $value in [ZX]) return 1 ;; *) return 0 ;; esac; }
	done 2>/dev/null <"/proc/$1/status"
	return 1
}
# A thread that ends gives its memory up first (exit_mm, kernel/exit.c), and without it never runs its own code again:
# nobody has to wait while the kernel frees it. All of them, because an init gives it up before it ends the others.
runs() {
	while read -r field value rest; do
		case $field in
			State:) case $value in [ZX]) return 1 ;; esac ;;
			VmSize:) return 0 ;;
		esac
	done 2>/dev/null <"/proc/$1/status"
	return 1
}
ended() {
	alive "$init" || return 0
	[ -n "$tasks" ] || return 1
	for thread in $tasks; do
		! runs "$thread" || return 1
	done
}
now() {
	t=$(date +%s%N)
	case $t in
		*N*) echo "$(date +%s)000000000" ;;
		*) echo "$t" ;;
	esac
}
echo "ready $$"
started=no watching=no tasks=
while read -r line <&4; do
	case $line in
		start)
			[ $started = no ] || continue
			started=yes
			(
				setsid "$@" >"$dir/$phase.out" 2>&1 </dev/null 3>&- 4>&- &
				pid=$!
				echo "$pid" >"$dir/$phase.pid"
				wait "$pid"
				status=$?
				# What CRIU found frozen it leaves frozen when the dump is taken back. It has let go of all tasks.
				group=$(cat "$dir/frozen" 2>/dev/null)
				[ ! -w "$group/cgroup.freeze" ] || echo 0 >"$group/cgroup.freeze"
				# A pid namespace ends with its init, after all others in it (pid_namespaces(7)). CRIU does not wait for it.
				tries=0
				while [ "$status" = 0 ] && [ -n "$init" ] && alive "$init"; do
					tries=$((tries + 1))
					[ $tries -lt 1000 ] || { echo "note init-alive" >&4; break; }
					sleep 0.005
				done
				echo "exit $status" >&4
			) &
			;;
		watch)
			# Told apart from the end of lxc-checkpoint, which tidies up for a while after the processes are gone.
			[ -n "$init" ] && [ $watching = no ] || continue
			watching=yes
			(
				while ! ended; do sleep 0.002; done
				echo "mark tasks-ended" >&4
			) &
			watcher=$!
			;;
		check)
			(
				/bin/sh "$dir/check.sh" >"$dir/check.out" 2>&1
				echo "checked $?" >&4
			) &
			;;
		time) echo "time $(now)" 2>/dev/null ;;
		mark*)
			# The time is told here, not by the action script, for which CRIU waits.
			echo "$line $(now)" 2>/dev/null
			;;
		lost)
			# The engine is gone. Nothing was begun: nothing to wait for.
			[ $started = yes ] || break
			;;
		exit*)
			echo "$line" 2>/dev/null
			break
			;;
		*)
			echo "$line" 2>/dev/null
			# All of the container's, and frozen: none can be added any more.
			[ "$line" != 'gate post-dump' ] || [ ! -f "$dir/frozen" ] ||
				tasks=$(find "$(cat "$dir/frozen")" -name cgroup.threads -exec cat {} + 2>/dev/null)
			;;
	esac
done
kill "$words" \${watcher:+"$watcher"} 2>/dev/null
rm -f "$dir/$phase.gate" "$dir/$phase.events" "$dir/$phase.pid"
exit 0
`;

/**
restore.sh runs right before lxc-checkpoint -r, on the target. It puts the configuration in place, which makes the
copied files a container; what was there before is kept for the way back.
*/
export const restoreScript = `#!/bin/sh
# usage: restore.sh CONTAINER_DIRECTORY COMMAND [ARGUMENT...]
dir=$(cd "$(dirname "$0")" && pwd -P) || exit 1
place=$1
shift
cd "$place" || exit 1
# For whoever tidies up when this migration can't do it itself.
echo "$place" >"$dir/place" || exit 1
# One that an earlier attempt had to leave is the true one.
if [ ! -f config.lxc-ferry-before ] && [ ! -f config.lxc-ferry-none ]; then
	if [ -f config ]; then cp -p config config.lxc-ferry-before; else : >config.lxc-ferry-none; fi || exit 1
fi
mv -f config.lxc-ferry-new config || exit 1
LXC_FERRY_CRIU=$(command -v criu) || exit 127
PATH=$dir/bin:$PATH
export PATH LXC_FERRY_CRIU
exec "$@"
`;

/** Seconds without a word from the engine after which a gate gives up; the engine speaks every second. */
export const gatePatience = 20;

/**
bin/criu is what lxc-checkpoint -r finds in its PATH on the target. It holds LXC at a gate of its own, so that all that
LXC prepares (cgroups, mounts, its monitor) is done before the container is frozen, and becomes the real CRIU then.
*/
export const waitingCriuScript = `#!/bin/sh
case " $* " in *" restore "*) ;; *) exec "$LXC_FERRY_CRIU" "$@" ;; esac
dir=\${0%/bin/criu}
PATH=\${PATH#"$dir/bin:"}
echo "gate criu" 1<>"$dir/restore.events"
while :; do
	word=$(timeout ${gatePatience} sh -c 'read -r word && echo "$word"' "$dir" <>"$dir/restore.gate") || exit 1
	case $word in
		go) exec "$LXC_FERRY_CRIU" "$@" ;;
		abort) exit 1 ;;
	esac
done
`;

/**
check.sh runs beside the restore on the target, before the source is given up: the image is what the source's list says,
and it is on disk. One flush of the file system is one transaction instead of one per file, but it waits for what others
write as well: where that took long shortly before (check.sh probe), each file is flushed by itself.
*/
export const checkScript = `#!/bin/sh
dir=$(cd "$(dirname "$0")" && pwd -P) || exit 1
if [ "$1" = probe ]; then
	sync -f "$dir/image" || exit 1
	timeout 0.2 sync -f "$dir/image" && : >"$dir/flush-at-once"
	exit 0
fi
cd "$dir/image" || exit 1
if [ -f "$dir/flush-at-once" ]; then sync -f . ; else sync ./* . ; fi &
flush=$!
[ -s ferry-manifest ] || { echo 'the image has no list of its files'; exit 1; }
find . -type f -printf '%f %s\\n' | LC_ALL=C sort >"$dir/have" || exit 1
missing=$(LC_ALL=C comm -23 ferry-manifest "$dir/have")
[ -z "$missing" ] || { echo "not or not wholly arrived: $missing"; exit 1; }
wait "$flush" || { echo 'the image could not be written to disk'; exit 1; }
`;

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
			abort) exit 1 ;;
		esac
	done
}
# The cgroups of the container as LXC told CRIU, one host directory a line (criu/options: --cgroup-root).
roots() {
	tr '\\0' '\\n' <"/proc/$PPID/cmdline" | while read -r argument; do
		if [ "$last" = --cgroup-root ]; then
			group=/\${argument#*:}
			group=\${group#//}
			group=/\${group#/}
			case $argument in
				name=*:*) base=\${argument%%:*}; base=/\${base#name=} ;;
				*:*) [ -f /sys/fs/cgroup/cgroup.controllers ] && base= || base=/\${argument%%:*} ;;
				*) [ -d /sys/fs/cgroup/unified ] && base=/unified || base= ;;
			esac
			echo "/sys/fs/cgroup$base$group"
		fi
		last=$argument
	done
}
# The freezer of cgroup v2 that LXC gave to CRIU (criu(8), --freeze-cgroup).
freezer() {
	tr '\\0' '\\n' <"/proc/$PPID/cmdline" | while read -r argument; do
		[ "$last" != --freeze-cgroup ] || [ ! -w "$argument/cgroup.freeze" ] || echo "$argument"
		last=$argument
	done
}
# Left to CRIU if it does not succeed soon; attend.sh thaws what is named in the file.
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
case $CRTOOLS_SCRIPT_ACTION in
	pre-dump) group=$(freezer) ;;
esac
say "mark $CRTOOLS_SCRIPT_ACTION"
case $CRTOOLS_SCRIPT_ACTION in
	pre-dump)
		[ -z "$group" ] || freeze "$group"
		;;
	post-dump)
		n=0
		roots | while read -r root; do
			n=$((n + 1))
			(cd "$root" && find . -mindepth 1 -type d) >"$dir/image/ferry-cgroups-$n" || exit 1
		done || exit 1
		grep -q link_remap "$dir/image/dump.log" && say "note linked-files"
		(cd "$dir/image" && find . -type f ! -name '*.log' ! -name ferry-manifest -printf '%f %s\\n' | LC_ALL=C sort >ferry-manifest) || exit 1
		gate post-dump
		;;
	setup-namespaces)
		n=0
		roots | while read -r root; do
			n=$((n + 1))
			[ -f "$dir/image/ferry-cgroups-$n" ] || continue
			while read -r group; do
				mkdir -p "$root/$group" || exit 1
			done <"$dir/image/ferry-cgroups-$n"
		done || exit 1
		;;
	post-restore)
		gate post-restore
		;;
esac
exit 0
`;
