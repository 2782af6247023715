import { quoteAll } from '../model/quote.ts';
import type { Host } from './host.ts';
import { sshRules } from './ssh.ts';

/**
What is kept of every file, as the article's script did and more: permissions, owners by number, times, hard links,
ACLs, extended attributes (file capabilities among them), sparse files, device nodes, sockets (rsync(1)).
*/
const faithful = ['-lptgoD', '-HAXS', '--numeric-ids', '--devices', '--specials', '--one-file-system'];

export type Copy = {
	from: { host: Host; path: string };
	to: { host: Host; path: string };
	/** rsync's --bwlimit. */
	bwlimit?: string | undefined;
	/** zstd on slow links. */
	compress?: boolean;
	/** Compare contents, not only size and time. */
	checksum?: boolean;
	/** Compare contents also where size and time are the same; unlike `checksum` only of the blocks of one file each. */
	ignoreTimes?: boolean;
	/** Remove what the source does not have. */
	mirror?: boolean;
	exclude?: readonly string[];
	/**
	Copies only these names, relative to `from`: given to rsync on standard input. A directory is compared with its
	listing, one level deep, so that what was deleted in it is deleted there too.
	*/
	only?: readonly string[];
};

/**
rsync's other end as root: directly, else by sudo, which never asks. Decided there, as in `Host.command`; what rsync
appends to it (--rsync-path is a shell's command line) are the arguments. The shell stays, and has the staging
directories as its name: by them `removeStaging` finds what a broken link left behind.
*/
const farRsync = (stagings: readonly string[]): string =>
	quoteAll([
		'/bin/sh',
		'-c',
		'if [ "$(id -u)" = 0 ]; then rsync "$@"; else /usr/bin/sudo -n /usr/bin/rsync "$@"; fi; exit $?',
		stagings.join(' '),
	]);

const endPath = (host: Host, path: string): string => (host.local ? path : `${host.destination}:${path}`);

/** Without a byte for so long rsync ends (--timeout), also while it waits for names. */
export const rsyncPatienceMs = 60_000;

/** Which host runs rsync, and with which arguments. */
export type RsyncRun = { on: Host; argv: string[] };

/**
The rsync command for a copy, as a part of the migration with these staging directories. It runs on the source, or here
when the target is this machine; rsync itself reaches the other end by ssh.
*/
export const rsyncCommand = (copy: Copy, stagings: readonly string[]): RsyncRun => {
	const { from, to } = copy;
	const pull = to.host.local;
	const far = pull ? from.host : to.host;
	// Between two other hosts the source goes to the target by its own ssh.
	const ssh = from.host.local || pull ? (far.ssh ?? ['ssh']) : ['ssh', ...sshRules()];
	return {
		on: pull ? to.host : from.host,
		argv: [
			'rsync',
			...faithful,
			'--info=progress2,stats2',
			'--no-human-readable',
			'--outbuf=N',
			`--timeout=${rsyncPatienceMs / 1000}`,
			// Nanoseconds count: by whole seconds a file written twice within one, its size the same, would be passed over.
			'--modify-window=-1',
			...(copy.mirror ? ['--delete'] : []),
			...(copy.checksum ? ['--checksum'] : []),
			...(copy.ignoreTimes ? ['--ignore-times', '--no-whole-file'] : []),
			...(copy.compress ? ['--compress', '--compress-choice=zstd'] : []),
			...(copy.bwlimit === undefined ? [] : [`--bwlimit=${copy.bwlimit}`]),
			...(copy.only === undefined
				? ['--recursive']
				: ['--dirs', '--from0', '--files-from=-', '--no-implied-dirs']),
			...(copy.exclude ?? []).map((pattern) => `--exclude=${pattern}`),
			'--rsync-path',
			farRsync(stagings),
			'-s',
			'-e',
			quoteAll(ssh),
			'--',
			pull ? endPath(from.host, from.path) : from.path,
			pull ? to.path : endPath(to.host, to.path),
		],
	};
};

export type RsyncProgress = { bytes: number; percent: number; rate: number };

const rates: Record<string, number> = { 'B/s': 1, 'kB/s': 1e3, 'MB/s': 1e6, 'GB/s': 1e9 };

/**
Reads a line of --info=progress2, `  1,238,099  61%  146.38kB/s    0:00:08 (xfr#5, to-chk=169/396)`; updates are
separated by carriage returns. Undefined for any other line.
*/
export const parseProgress = (line: string): RsyncProgress | undefined => {
	const match = /^\s*([\d,.]+)\s+(\d+)%\s+([\d.]+)([kMG]?B\/s)/.exec(line);
	if (match === null) return undefined;
	const [, bytes = '', percent = '', rate = '', unit = ''] = match;
	return {
		bytes: Number(bytes.replaceAll(/[,.]/g, '')),
		percent: Number(percent),
		rate: Number(rate) * (rates[unit] ?? 1),
	};
};

export type RsyncStats = { files: number; transferred: number; changedBytes: number; sent: number };

const number = (text: string, name: string): number => {
	const match = new RegExp(`^${name}: ([\\d,.]+)`, 'm').exec(text);
	return match?.[1] === undefined ? 0 : Number(match[1].replaceAll(/[,.]/g, ''));
};

/** Reads --info=stats2: files looked at, files transferred, bytes in those, bytes that crossed the link. */
export const parseStats = (text: string): RsyncStats => ({
	files: number(text, 'Number of files'),
	transferred: number(text, 'Number of regular files transferred'),
	changedBytes: number(text, 'Total transferred file size'),
	sent: number(text, 'Total bytes sent') + number(text, 'Total bytes received'),
});

/** rsync(1), EXIT VALUES: 24, files vanished while they were being read, is no failure while the container runs. */
export const rsyncVanished = 24;
