#!/bin/sh
# The script of the 2014 article, as faithful as today's LXC and a systemd container let it be:
# everything is copied while the container is down. The benchmark's baseline; run as root on the source.
#
#   seed-migrate.sh NAME HOST
#
# Differences from the article: the action script that carries empty cgroups over (without it systemd does
# not restore), the detached stdio of the restore (without it ssh never returns), and paths without spaces.
set -eu
name=$1 host=$2
lxcpath=$(lxc-config lxc.lxcpath)
checkpoint=/tmp/checkpoint
action=/tmp/seed-cgroups.sh
copy='rsync -aAXHltzh --numeric-ids --devices --rsync-path=sudo\ rsync'

carry_cgroups() {
	cat <<-'END'
		#!/bin/sh
		list=$CRTOOLS_IMAGE_DIR/cgroups.list
		case $CRTOOLS_SCRIPT_ACTION in
		post-dump) cd "/sys/fs/cgroup/lxc.payload.NAME" && find . -type d > "$list" ;;
		setup-namespaces)
			[ -f "$list" ] || exit 0
			cd "/sys/fs/cgroup/lxc.payload.NAME" && while read -r directory; do mkdir -p "$directory"; done < "$list" ;;
		esac
	END
}

rm -rf "$checkpoint"
mkdir -p "$checkpoint"
carry_cgroups | sed "s/NAME/$name/" > "$action"
chmod 755 "$action"

lxc-checkpoint -s -v -n "$name" -D "$checkpoint" -A "$action"
eval "$copy" "$lxcpath/$name" "$host:$lxcpath/"
eval "$copy" "$checkpoint" "$action" "$host:/tmp/"
# shellcheck disable=SC2029
ssh "$host" "sudo lxc-checkpoint -r -v -n $name -D $checkpoint -A $action < /dev/null > /tmp/restore.out 2>&1"
# shellcheck disable=SC2029
ssh "$host" "sudo lxc-wait -n $name -s RUNNING -t 30"
