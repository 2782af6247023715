import { shell } from './shell-text.ts';

/**
Reads, writes and removes one file below a directory, without ever leaving it: the root file system of a container
belongs to whoever is root inside, and a link there must not lead our write to a file of the host. Each step of the
path is entered and then looked at by where the kernel says we are; a file is made anew (O_EXCL) and renamed.
Arguments: read|write|remove, the directory, the path below it.
*/
export const confinedScript: string = shell`set -eu
act=$1 base=$2 rest=$3
cd -P -- "$base"
here=$(pwd -P)
while :; do
	case $rest in
		*/*) part=@{rest%%/*}; rest=@{rest#*/} ;;
		*) break ;;
	esac
	case $part in ''|.) continue ;; ..) echo "$rest leads out of $base" >&2; exit 1 ;; esac
	if [ ! -d "./$part" ]; then
		[ "$act" = write ] || exit 3
		umask 022
		mkdir -- "./$part"
	fi
	cd -P -- "./$part"
	if [ "$here" = / ]; then here=/$part; else here=$here/$part; fi
	if [ "$(pwd -P)" != "$here" ]; then echo "$here is a link that leads elsewhere" >&2; exit 1; fi
done
case $rest in ''|.|..) echo "no file is named" >&2; exit 1 ;; esac
case $act in
	read)
		[ ! -L "./$rest" ] || { echo "$here/$rest is a link" >&2; exit 1; }
		[ -f "./$rest" ] || exit 3
		cat -- "./$rest"
		;;
	write)
		new=./.lxc-ferry.$$
		rm -f -- "$new"
		umask 022
		set -C
		cat >"$new"
		set +C
		if [ -f "./$rest" ] && [ ! -L "./$rest" ]; then
			chown --reference="./$rest" -- "$new"
			chmod --reference="./$rest" -- "$new"
		fi
		sync -- "$new"
		mv -fT -- "$new" "./$rest"
		;;
	remove) rm -f -- "./$rest" ;;
esac
`;

/** The names of the backups below a directory, oldest first. */
export const backupsScript: string = shell`set -eu
[ -d "$1" ] || exit 0
for backup in "$1"/*/; do [ -f "$backup/path" ] && printf '%s\n' "@{backup%/}"; done
exit 0
`;
