import { FerryError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import type { Host } from './host.ts';
import { ferryDir, privateDirectory } from './staging.ts';

/** Who holds a lock: a process of a machine that was booted once. Enough to tell a crash from work, whatever its age. */
export type Holder = { migration: string; machine: string; boot: string; pid: number; start: string };

const encode = ({ migration, machine, boot, pid, start }: Holder) =>
	[migration, machine, boot, pid, start].join(' ');

const decode = (text: string): Holder | undefined => {
	const [migration, machine, boot, pid, start] = text.trim().split(' ');
	if (!migration || !machine || !boot || !pid || !start) return undefined;
	return { migration, machine, boot, pid: Number(pid), start };
};

/** One lock for each container: its name and lxcpath, as one file name. */
export const lockFile = (lxcPath: string, name: string): string =>
	`${ferryDir}/locks/${encodeURIComponent(`${lxcPath}/${name}`)}`;

/**
`ln` of a complete file is atomic: a lock is never seen half written (link(2)). It and its name are on the disk before
anything is done under it: after a power cut it still says whose the images are.
*/
const takeScript = `set -eu
umask 077
${privateDirectory}private ${ferryDir}
private ${ferryDir}/locks
mine=$1.$$
printf '%s\\n' "$2" >"$mine"
sync "$mine"
if ln "$mine" "$1" 2>/dev/null; then
	status=0
else
	cat "$1"
	read -r migration rest <"$1" || migration=
	# A recovery of the same migration takes over what its dead engine held.
	if [ "$migration" = "$3" ]; then mv -f "$mine" "$1"; status=0; else status=17; fi
fi
rm -f "$mine"
[ "$status" != 0 ] || sync ${ferryDir} ${ferryDir}/locks
exit $status
`;

const taken = 17;

/** Takes the lock; gives undefined when it is ours now, else who holds it. */
export const takeLock = async (host: Host, file: string, holder: Holder): Promise<Holder | undefined> => {
	const result = await host.run(['/bin/sh', '-s', '--', file, encode(holder), holder.migration], {
		root: true,
		input: takeScript,
		timeoutMs: 30_000,
	});
	if (result.exit === 0) return undefined;
	const other = decode(result.stdout);
	if (result.exit !== taken || other === undefined) {
		throw new FerryError({
			what: `No lock could be taken on ${host.name}`,
			why: printable(result.stderr).trim() || `${file}: the shell there ended with status ${result.exit}.`,
			next: [`Look at ${ferryDir} on ${host.name}: it must belong to root and be writable.`],
		});
	}
	return other;
};

/** Removes the lock if it is this migration's own; another's is left. */
const dropScript = `[ -f "$1" ] || exit 0
read -r migration rest <"$1"
[ "$migration" = "$2" ] || exit 0
rm -f "$1"
`;

export const dropLock = async (host: Host, file: string, migration: string): Promise<boolean> => {
	const { exit } = await host.run(['/bin/sh', '-s', '--', file, migration], {
		root: true,
		input: dropScript,
		timeoutMs: 30_000,
	});
	return exit === 0;
};

const identityScript = `cat /etc/machine-id /proc/sys/kernel/random/boot_id
sed "s/^.*) //" "/proc/$1/stat" 2>/dev/null | grep -v "^[ZX]" | cut -d " " -f 20 | grep . || echo gone
`;

/**
Whether the process of a lock still lives, as seen from a host: undefined if it is another machine's. Asked as root:
others see no foreign process where /proc is mounted with hidepid (proc(5)).
*/
export const holderLives = async (host: Host, holder: Holder): Promise<boolean | undefined> => {
	const { stdout } = await host.run(['/bin/sh', '-s', '--', String(holder.pid)], {
		root: true,
		input: identityScript,
		timeoutMs: 30_000,
	});
	const [machine, boot, start] = stdout.trim().split('\n');
	if (machine !== holder.machine) return undefined;
	return boot === holder.boot && start === holder.start;
};
