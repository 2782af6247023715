import { randomBytes } from 'node:crypto';
import { basename } from 'node:path/posix';
import { FerryError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import { actionScript } from './action-script.ts';
import { announceScript } from './announce-script.ts';
import { attendScript, checkScript, restoreScript, waitingCriuScript } from './attendant-script.ts';
import type { Host } from './host.ts';
import { lazyPagesScript } from './lazy-pages-script.ts';
import { shell } from './shell-text.ts';
import { uncorkScript } from './uncork-script.ts';
import { watchScript } from './watch-script.ts';

/** Root's own place on every host; each migration has a directory of an unpredictable name below it. */
export const ferryDir = '/var/lib/lxc-ferry';

export const newStaging = (id: string): string =>
	`${ferryDir}/staging/${id}-${randomBytes(8).toString('hex')}`;

/** The migration that a staging directory belongs to: ID-RANDOM, and ids begin with a time. */
export const migrationOf = (staging: string): string => basename(staging).replace(/-[0-9a-f]{16}$/, '');

/**
A shell function: makes a directory private, one level after the other. Refuses a path that is a link, or that belongs to
somebody else: memory images hold secrets, and what is planted there must lead nowhere.
*/
export const privateDirectory = `private() {
	[ -e "$1" ] || [ -L "$1" ] || mkdir -m 700 "$1" || exit 1
	if [ -L "$1" ] || [ ! -d "$1" ] || [ "$(stat -c %u "$1")" != 0 ]; then
		echo "$1 is not a directory of root's own" >&2
		exit 1
	fi
	chmod 700 "$1" || exit 1
}
`;

/** Makes the private directories; the scripts are put there after it. */
const makeScript = `set -eu
umask 077
dir=$1
${privateDirectory}private ${ferryDir}
private ${ferryDir}/staging
mkdir "$dir"
mkdir "$dir/image" "$dir/bin"
`;

const install = (name: string, content: string) =>
	`cat >"$dir/${name}" <<'LXC_FERRY_END'\n${content}LXC_FERRY_END\nchmod 700 "$dir/${name}"\n`;

export const makeStaging = async (host: Host, dir: string, signal?: AbortSignal): Promise<void> => {
	const script =
		makeScript +
		install('attend.sh', attendScript) +
		install('action.sh', actionScript) +
		install('uncork.pl', uncorkScript) +
		install('watch.pl', watchScript) +
		install('lazy.pl', lazyPagesScript) +
		install('announce.sh', announceScript) +
		install('restore.sh', restoreScript) +
		install('check.sh', checkScript) +
		install('bin/criu', waitingCriuScript);
	const { exit, stderr } = await host.run(['/bin/sh', '-s', '--', dir], {
		root: true,
		input: script,
		signal,
		timeoutMs: 30_000,
	});
	if (exit === 0) return;
	throw new FerryError({
		what: `No private directory could be made on ${host.name}`,
		why: printable(stderr).trim() || `The shell there ended with status ${exit}.`,
		next: [`Look at ${ferryDir} on ${host.name}: it must belong to root and be writable.`],
	});
};

/**
In a container's directory: puts back the configuration that was there before ours, or none, so that what is left is no
container that could be started. The copied files stay for the next try.
*/
export const takeConfigBack = `rm -f config.lxc-ferry-new
if [ -f config.lxc-ferry-before ]; then mv -f config.lxc-ferry-before config; fi
if [ -f config.lxc-ferry-none ]; then rm -f config config.lxc-ferry-none; fi`;

/**
Ends what still works for this migration, by pid: after a broken link sshd keeps its commands until TCP gives up, which
takes hours. The directory's name is unpredictable, so what names it in its arguments is ours, and so is an rsync below
it: that has its own arguments from its other end (`farRsync`). Two are spared: those that carry this very command, and
the monitor of a container that was restored from there.
*/
const removeScript = shell`dir=$1
names() { tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$dir"; }
parent() { sed -n 's/^PPid:[^0-9]*//p' "/proc/$1/status" 2>/dev/null; }
place=$(cat "$1/place" 2>/dev/null)
# LXC does not answer while a restore hangs.
[ -z "$place" ] || state=$(timeout 5 lxc-info -P "@{place%/*}" -n "@{place##*/}" -H -s 2>/dev/null)
spared=" $$ " pid=$$
while [ "$pid" -gt 1 ]; do
	pid=$(parent "$pid")
	spared="$spared$pid "
done
ours() {
	names "$1" && return
	read -r program 2>/dev/null <"/proc/$1/comm" && [ "$program" = rsync ] || return
	above=$1
	while above=$(parent "$above") && [ "@{above:-0}" -gt 1 ]; do
		! names "$above" || return 0
	done
	return 1
}
# All are known before the first is ended: what loses its parent can't be told any more.
ended=
for proc in /proc/[0-9]*; do
	pid=@{proc#/proc/}
	case $spared in *" $pid "*) continue ;; esac
	ours "$pid" || continue
	[ "$state" = RUNNING ] && grep -qF /lxc.monitor "$proc/cgroup" 2>/dev/null && continue
	ended="$ended $pid"
done
for pid in $ended; do kill -KILL "$pid" 2>/dev/null; done
if [ -n "$place" ] && cd "$place" 2>/dev/null; then
	case $state in '' | STOPPED) ${takeConfigBack} ;; esac
fi
cd /
exec rm -rf --one-file-system -- "$1"
`;

/** Removes a staging directory. Only a path that we made ourselves is ever given to rm. */
export const removeStaging = async (host: Host, dir: string): Promise<boolean> => {
	if (!dir.startsWith(`${ferryDir}/staging/`) || dir.includes('..'))
		throw new Error(`not a staging directory: ${dir}`);
	const { exit } = await host.run(['/bin/sh', '-s', '--', dir], {
		root: true,
		input: removeScript,
		timeoutMs: 60_000,
	});
	return exit === 0;
};
