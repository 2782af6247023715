import { containerSurvey } from './facts-script-container.ts';
import { document } from './facts-script-document.ts';
import { hostSurvey } from './facts-script-host.ts';
import { listing } from './facts-script-listing.ts';
import { watcher } from './facts-script-watch.ts';
import { shell } from './shell-text.ts';

/*
The fact scripts: POSIX sh, read by `sh -s` from its stdin, one round trip. What they print is a document of
sections (source/model/fact-document.ts): `=key` at the start of a line, every line of content behind one blank, so
that nothing that a host or a container prints can be taken for a key. An empty line ends a section whose content
ended with a line feed; `=end` proves that the document is whole.

Starting a program costs a host more than what most of them do here. So the shell reads small things by itself, one
command looks at all processes, and what must be a program of its own runs beside the others, into a file. Only one
awk, at the end of the pipe, makes the document of all that.
*/

/** Definitions that the scripts share. Everything runs inside functions, so no command can eat the script on stdin. */
const frame = shell`
LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
umask 077
newline='
'
tab='	'
tmp=
for place in /run /dev/shm /tmp /var/tmp; do
	tmp=$(mktemp -d "$place/lxc-ferry.XXXXXXXX" 2>/dev/null) && break
	tmp=
done
[ -n "$tmp" ] || { echo 'no place for temporary files in /run, /dev/shm, /tmp, /var/tmp' >&2; exit 1; }
trap 'rm -rf -- "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
key() { printf '\n=%s\n' "$1"; }
# put TEXT: as content, each of its lines.
put() {
	rest=$1
	while :; do
		case $rest in
			*"$newline"*) printf ' %s\n' "@{rest%%"$newline"*}"; rest=@{rest#*"$newline"} ;;
			*) printf ' %s\n' "$rest"; return 0 ;;
		esac
	done
}
say() { key "$1"; put "$2"; }
# without KEY: nothing is known of it, whatever a probe that was ended has left.
without() { printf '!%s\n' "$1"; }
# where PROGRAM: $at is its path.
where() {
	IFS=:
	for at in $PATH; do
		if [ -f "$at/$1" ] && [ -x "$at/$1" ]; then at=$at/$1; unset IFS; return 0; fi
	done
	unset IFS
	at=
	return 1
}
# details PATH...: what is there, and the checksums of the files among them.
details() {
	stat -L -c '%F|%a|%u|%g|%s|%n' -- "$@" >"$tmp/paths" 2>/dev/null &
	jobs="$jobs $!"
	for file; do
		shift
		[ ! -f "$file" ] || set -- "$@" "$file"
	done
	: >"$tmp/sums"
	[ $# -gt 0 ] || return 0
	cksum -- "$@" >"$tmp/sums" 2>/dev/null &
	jobs="$jobs $!"
}
settle() {
	for job in $jobs; do wait "$job"; done
	return 0
}
`;

/**
The whole script. Its arguments: what to do (`list`, `host`, `source`, `target`), lxcpath or empty for the host's own,
the container's name or empty.
*/
export const factsScript: string = `${frame}${document}${watcher}${hostSurvey}${listing}${containerSurvey}
survey() {
	mode=$1 path=$2 name=$3
	read -r me rest </proc/self/stat
	date +%s%N >"$tmp/begin" 2>/dev/null &
	jobs=$!
	[ "$mode" = list ] || start_criu
	whoami
	find_path
	case $mode in source) start_state; start_size ;; target) start_state ;; esac
	aside >"$tmp/aside" &
	aside=$!
	watch
	start_versions
	[ "$mode" = list ] || start_host
	[ "$mode" != source ] || container
	[ "$mode" = list ] || finish_criu
	settle
	wait "$aside" || exit 1
	unwatch
	versions
	[ "$mode" = list ] || room
	read -r begin <"$tmp/begin" && say begin "$begin"
	key finish
	exec date '+ %s%N'
}
# What the shell reads by itself, while the programs run.
aside() {
	jobs=
	basics
	[ "$mode" = list ] || network
	case $mode in
		list|host) listing ;;
		source) configuration ;;
		target) target_name ;;
	esac
	settle
}
survey "$@" </dev/null | document "$1"
`;

/**
The second trip to a target: what its arguments, paths, are there. One line per path as stat(1) sees it, then the
checksums of those that are files.
*/
export const pathsScript: string = `${frame}${document}
survey() {
	jobs=
	details "$@"
	settle
	key finish
}
survey "$@" </dev/null | document paths
`;
