/**
A dump by CRIU itself, with the arguments that LXC 7 would give it (src/lxc/criu.c, exec_criu).

Needed for a container that was itself restored, on a host with cgroup v2 alone: up to 7.0.0 the monitor that
`lxc-checkpoint -r` leaves behind does not know that the freezer exists, so lxc-checkpoint ends with `Failed getting
freezer path` before CRIU is even started (mended in LXC after 7.0.0, commit f30cbb86f). Without this a container
could be moved once, and never back.
*/
export const directDumpScript = `#!/bin/sh
# usage: dump.sh LXCPATH NAME IMAGES ACTION_SCRIPT CONSOLE(yes|no) [BIND_MOUNT...]
# An empty ACTION_SCRIPT asks for a round of pre-copy; FERRY_PREVIOUS is the directory of the round before; FERRY_STAYS
# is yes if the processes are not to be ended.
lxcpath=$1 name=$2 images=$3 action=$4 console=$5
shift 5
init=$(lxc-info -P "$lxcpath" -n "$name" -H -p)
[ -n "$init" ] && [ "$init" -gt 0 ] || { echo "$name does not run" >&2; exit 1; }
payload=$(sed -n 's#^0::\\(.*/lxc\\.payload[^/]*\\).*#\\1#p' "/proc/$init/cgroup")
[ -n "$payload" ] || { echo "no lxc.payload in /proc/$init/cgroup" >&2; exit 1; }
controllers=$(tr ' ' , </sys/fs/cgroup/cgroup.controllers)
root=\${controllers:+$controllers:}$payload
count=$#
for mount in "$@"; do
	set -- "$@" --ext-mount-map "/$mount:$mount"
done
shift "$count"
if [ "$console" = yes ]; then
	numbers=$(stat -L -c '%r %d' "/proc/$init/root/dev/console") || exit 1
	tty=$(printf 'tty[%x:%x]' $numbers)
	printf %s "$tty" >"$images/tty.info"
	set -- "$@" --ext-mount-map /dev/console:console --external "$tty"
fi
verb=pre-dump
[ -z "$action" ] || { verb=dump; set -- "$@" --action-script "$action"; }
[ -z "$FERRY_PREVIOUS" ] || set -- "$@" --prev-images-dir "$FERRY_PREVIOUS" --track-mem
[ "$FERRY_STAYS" != yes ] || set -- "$@" --leave-running
exec criu "$verb" --tcp-established --file-locks --link-remap --manage-cgroups=full --ext-mount-map auto \\
	--enable-external-sharing --enable-external-masters --enable-fs hugetlbfs --enable-fs tracefs \\
	-D "$images" -o "$images/dump.log" --cgroup-root "$root" -v4 \\
	-t "$init" --skip-in-flight --freeze-cgroup "/sys/fs/cgroup$payload" --force-irmap "$@"
`;

/** Prints how the container came to run: \`restored\` if its monitor is an lxc-checkpoint, else \`started\`. */
export const originScript = `init=$(lxc-info -P "$1" -n "$2" -H -p)
[ -n "$init" ] && [ "$init" -gt 0 ] || exit 1
monitor=$(sed 's/^.*) //' "/proc/$init/stat" | cut -d ' ' -f 2)
case $(readlink "/proc/$monitor/exe") in
	*lxc-checkpoint*) echo restored ;;
	*) echo started ;;
esac
`;
