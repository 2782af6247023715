import { gatePatience } from './action-script.ts';
import { imageListing } from './image-listing.ts';
import { foreignConfig, madeMeanwhile } from './name-script.ts';

/**
attend.sh is put into a staging directory, with the other scripts. It runs one lxc-checkpoint, passes what CRIU's action
script says to the engine (standard output) and what the engine says to the action script (standard input). If the
engine or the link dies, its standard input ends and the word is `abort`.

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
	[ -n "$threads" ] || return 1
	for thread in $threads; do
		! runs "$thread" || return 1
	done
	# A process that CRIU has let go without dumping it (of lxc-attach) may have started another one since.
	for group in $groups; do
		while read -r thread; do
			! runs "$thread" || return 1
		done 2>/dev/null <"$group/cgroup.threads"
	done
	return 0
}
now() {
	t=$(date +%s%N)
	case $t in
		*N*) echo "$(date +%s)000000000" ;;
		*) echo "$t" ;;
	esac
}
# Starts what announces the namespace's addresses as soon as it is told to, so that neither its start nor a round trip to
# the engine is in between. It gets no path of ours and none of our pipes: neither the end of this script nor the removal of
# its directory ends it or is held up by it, and where this script ends without a word it sends nothing.
prepare() {
	[ -f "$dir/announce.sh" ] && read -r lxc criu <"$dir/restore.criu" && mkfifo "$dir/restore.told" || return
	exec 7<>"$dir/restore.told" 6<"$dir/restore.told"
	rm -f "$dir/restore.told"
	# Its line has no end.
	children=
	read -r children <"/proc/$lxc/task/$lxc/children"
	for child in $children; do
		[ "$child" = "$criu" ] || /bin/sh -s -- "$child" wait <"$dir/announce.sh" >"$dir/told" 2>&1 3>&- 4>&- 7>&- &
	done
	exec 6<&-
	announcer=yes
}
echo "ready $$"
started=no watching=no announcer=no groups= threads=
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
				# Post-copy: to stay frozen until the target has all memory.
				[ ! -f "$dir/held" ] || { echo "exit $status" >&4; exit; }
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
			[ "$line $announcer" != 'mark post-resume yes' ] || echo go >&7
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
			[ "$line" != 'gate post-restore' ] || prepare 2>/dev/null
			# All of the container's, and frozen: none can be added any more.
			if [ "$line" = 'gate post-dump' ] && [ -f "$dir/frozen" ]; then
				groups=$(find "$(cat "$dir/frozen")" -type d)
				threads=$(find "$(cat "$dir/frozen")" -name cgroup.threads -exec cat {} +) || threads=
			fi
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
${foreignConfig}# Not ours to move aside.
if foreign; then echo 'Error (restore.sh:1): ${madeMeanwhile}'; exit 1; fi
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

/**
bin/criu is what lxc-checkpoint -r finds in its PATH on the target. It holds LXC at a gate of its own, so that all that
LXC prepares (cgroups, mounts, its monitor) is done before the container is frozen, and becomes the real CRIU then.
*/
export const waitingCriuScript = `#!/bin/sh
case " $* " in *" restore "*) ;; *) exec "$LXC_FERRY_CRIU" "$@" ;; esac
dir=\${0%/bin/criu}
# CRIU takes this script's pid. The container's init will be LXC's other child (criu(8), --restore-sibling).
# Not by --pidfile: CRIU ends the container when it can't write that, and the source has been given up then.
echo "$PPID $$" >"$dir/restore.criu"
PATH=\${PATH#"$dir/bin:"}
CRTOOLS_SCRIPT_ACTION=prepare LXC_FERRY_PHASE=restore /bin/sh "$dir/action.sh"
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
dir=\${0%/check.sh}
if [ "$1" = probe ]; then
	sync -f "$dir/image" || exit 1
	timeout 0.2 sync -f "$dir/image" && : >"$dir/flush-at-once"
	exit 0
fi
cd "$dir/image" || exit 1
# Not all that is there is a file: a daemon of post-copy listens on a socket in it.
if [ -f "$dir/flush-at-once" ]; then sync -f . ; else find . -maxdepth 1 -type f -exec sync . {} + ; fi &
flush=$!
[ -s ferry-manifest ] || { echo 'the image has no list of its files'; exit 1; }
${imageListing}missing=$(listing | grep -vxFf - ferry-manifest)
[ -z "$missing" ] || { echo "not or not wholly arrived: $missing"; exit 1; }
wait "$flush" || { echo 'the image could not be written to disk'; exit 1; }
`;
