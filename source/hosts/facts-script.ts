import { containerSurvey } from './facts-script-container.ts';
import { hostSurvey } from './facts-script-host.ts';
import { shell } from './shell-text.ts';

/*
The fact scripts: POSIX sh, read by `sh -s` from its stdin, one round trip. What they print is a document of
sections (source/model/fact-document.ts): `=key` at the start of a line, every line of content behind one blank, so
that nothing that a host or a container prints can be taken for a key. An empty line ends a section whose content
ended with a line feed; `=end` proves that the document is whole.
*/

/** Definitions that both surveys use. Everything runs inside functions, so no command can eat the script on stdin. */
const frame = shell`
LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
umask 077
tmp=
for place in /run /dev/shm /tmp /var/tmp; do
	tmp=$(mktemp -d "$place/lxc-ferry.XXXXXXXX" 2>/dev/null) && break
	tmp=
done
cleanup() { [ -z "$tmp" ] || rm -rf -- "$tmp"; }
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
key() { printf '\n=%s\n' "$1"; }
quote() { sed 's/^/ /'; }
say() { key "$1"; shift; printf '%s\n' "$*" | quote; }
have() { command -v "$1" >/dev/null 2>&1; }
show() { [ ! -r "$2" ] || { key "$1"; head -c "@{3:-1000000}" -- "$2" 2>/dev/null | quote; }; }
# small KEY FILE KEY FILE...: several files by one command. getline leaves out what can't be read, where a file named as
# an argument would end awk.
small() {
	awk 'BEGIN {
		for (i = 1; i + 1 < ARGC; i += 2) {
			file = ARGV[i + 1]
			seen = 0
			while ((getline line < file) > 0) {
				if (!seen++) printf "\n=%s\n", ARGV[i]
				print " " line
			}
			close(file)
		}
	}' "$@" 2>/dev/null
}
limited() { if have timeout; then timeout "$@"; else shift; "$@"; fi; }
# details PATH...: what is there, and the checksums of the files among them.
details() {
	key paths
	stat -L -c '%F|%a|%u|%g|%s|%n' -- "$@" 2>/dev/null | quote
	for file; do
		shift
		[ ! -f "$file" ] || set -- "$@" "$file"
	done
	key sums
	[ $# -eq 0 ] || cksum -- "$@" 2>/dev/null | quote
}
now() {
	t=$(date +%s%N 2>/dev/null)
	case $t in *[!0-9]*|'') t=$(date +%s)000000000 ;; esac
	printf '%s' "$t"
}
`;

/**
The whole script. Its arguments: what to do (`list`, `host`, `source`, `target`), lxcpath or empty for the host's own,
the container's name or empty.
*/
export const factsScript: string = `${frame}${hostSurvey}${containerSurvey}
main() {
	mode=$1 path=$2 name=$3
	say begin "$(now)"
	basics
	[ -n "$path" ] || path=$(lxc-config lxc.lxcpath 2>/dev/null) || path=
	[ -n "$path" ] || path=/var/lib/lxc
	say lxcpath "$path"
	[ "$mode" = list ] || start_slow
	case $mode in
		list|host) listing ;;
		source) start_size; container ;;
		target) target_name ;;
	esac
	[ "$mode" = list ] || { host_details; finish_slow; }
	say finish "$(now)"
	key end
}
main "$@" </dev/null
`;

/**
The second trip to a target: what its arguments, paths, are there. One line per path as stat(1) sees it, then the
checksums of those that are files.
*/
export const pathsScript: string = `${frame}
main() {
	[ $# -eq 0 ] || details "$@"
	key end
}
main "$@" </dev/null
`;
