import { defined, whole } from './fact-document.ts';
import type { DeletedFile, Descriptor, Lock, Process, Watch } from './facts.ts';

type Lines = ReadonlyMap<string, readonly string[]>;

/** `/proc/PID/fd/N rest` → its parts. */
const inProc = (line: string): { pid: number; kind: string; name: string; rest: string } | undefined => {
	const match = /^\/proc\/(\d{1,9})\/([a-z]+)(?:\/([\w.]+))?[: ](.*)$/.exec(line);
	return match
		? { pid: Number(match[1]), kind: match[2] ?? '', name: match[3] ?? '', rest: match[4] ?? '' }
		: undefined;
};

/** Fields of /proc/PID/stat (proc_pid_stat(5)); the name in parentheses may hold blanks and parentheses. */
const parseStat = (line: string): (Partial<Process> & { pid: number; name: string }) | undefined => {
	const match = /^(\d{1,9}) \((.*)\) (\S) (.*)$/.exec(line);
	if (!match) return undefined;
	const fields = (match[4] ?? '').split(' ');
	// The fourth field of the manual page, ppid, is fields[0].
	const field = (number: number) => whole(fields[number - 4]);
	return {
		pid: Number(match[1]),
		name: match[2] ?? '',
		...defined({
			state: match[3],
			parent: field(4),
			session: field(6),
			tty: field(7),
			policy: field(41),
			startTime: fields[22 - 4],
		}),
	};
};

/** The unit that systemd put a process into: the last service, scope, socket or mount of its cgroup. */
const unitOf = (cgroup: string): string | undefined =>
	cgroup
		.split('/')
		.findLast((part) => /\.(service|scope|socket|mount|slice)$/.test(part) && !part.startsWith('lxc.'));

/** Every process from the sections that the container survey prints. */
export const processesOf = (lines: Lines): Process[] | undefined => {
	// One without the other would leave fields at values that look fine.
	if (!lines.has('stat') || !lines.has('status')) return undefined;
	const processes = new Map<number, Process & { namespaces: Map<string, string> }>();
	for (const line of lines.get('stat') ?? []) {
		const stat = parseStat(line);
		if (stat) processes.set(stat.pid, { nsPids: [], nsSessions: [], ...stat, namespaces: new Map() });
	}
	for (const line of lines.get('status') ?? []) {
		const at = inProc(line);
		const process = at && processes.get(at.pid);
		const match = /^(\w+):\s*(.*)$/.exec(at?.rest ?? '');
		if (!process || !match) continue;
		const value = match[2] ?? '';
		const size = (whole(/^\d+/.exec(value)?.[0]) ?? 0) * 1024;
		if (match[1] === 'Uid') Object.assign(process, defined({ uid: whole(value.split(/\s+/)[1]) }));
		else if (match[1] === 'NSpid') process.nsPids = value.split(/\s+/).map(Number);
		else if (match[1] === 'NSsid') process.nsSessions = value.split(/\s+/).map(Number);
		else if (match[1] === 'TracerPid') process.tracer = whole(value) ?? 0;
		else if (match[1] === 'RssAnon' || match[1] === 'RssShmem') process.memory = (process.memory ?? 0) + size;
		else if (match[1] === 'VmSwap') process.swap = size;
		else if (match[1] === 'HugetlbPages') process.hugetlb = size;
	}
	for (const line of lines.get('cmdline') ?? []) {
		const at = inProc(line);
		const process = at && processes.get(at.pid);
		if (process && process.command === undefined && at.rest.trim() !== '') process.command = at.rest.trim();
	}
	for (const line of lines.get('cgroups') ?? []) {
		const at = inProc(line);
		const process = at && processes.get(at.pid);
		const match = /^(\d+):[^:]*:(.*)$/.exec(at?.rest ?? '');
		if (!process || match?.[2] === undefined) continue;
		if (match[1] === '0' || process.unit === undefined)
			Object.assign(process, defined({ unit: unitOf(match[2]) }));
		if (match[1] === '0') process.cgroup = match[2];
	}
	for (const line of lines.get('namespaces') ?? []) {
		const at = inProc(line);
		if (at) processes.get(at.pid)?.namespaces.set(at.name, at.rest);
	}
	return [...processes.values()];
};

export const descriptorsOf = (lines: Lines): Descriptor[] | undefined =>
	lines.get('fds')?.flatMap((line) => {
		const at = inProc(line);
		const fd = whole(at?.name);
		return at && fd !== undefined ? [{ pid: at.pid, fd, target: at.rest }] : [];
	});

/** Files without a name; their path is taken from the descriptor's link. */
export const deletedOf = (lines: Lines, descriptors: readonly Descriptor[]): DeletedFile[] | undefined => {
	const names = new Map(descriptors.map(({ pid, fd, target }) => [`${pid}/${fd}`, target]));
	return lines.get('deleted')?.flatMap((line) => {
		const at = inProc(line);
		const match = /^(\d{1,15}) (\d+) (\d+)$/.exec(at?.rest ?? '');
		if (!at || !match) return [];
		const path = names.get(`${at.pid}/${at.name}`) ?? '';
		return [
			{
				pid: at.pid,
				fd: Number(at.name),
				path: path.replace(/ \(deleted\)$/, ''),
				size: Number(match[1]),
				device: match[2] ?? '',
				inode: match[3] ?? '',
			},
		];
	});
};

/** The inotify and fanotify lines of fdinfo (Documentation/filesystems/proc.rst, 3.8). */
export const watchesOf = (lines: Lines): Watch[] | undefined =>
	lines.get('fdinfo')?.flatMap((line) => {
		const at = inProc(line);
		const kind = /^(inotify wd|fanotify)\b/.exec(at?.rest ?? '')?.[1];
		const fd = whole(at?.name);
		if (!at || kind === undefined || fd === undefined) return [];
		const device = /\bsdev:([0-9a-f]{1,8})\b/.exec(at.rest)?.[1];
		return [
			{
				pid: at.pid,
				fd,
				kind: kind === 'fanotify' ? ('fanotify' as const) : ('inotify' as const),
				handle: / f_handle:/.test(at.rest),
				...(device === undefined ? {} : { device: Number.parseInt(device, 16) }),
			},
		];
	});

/** /proc/locks: `1: POSIX  ADVISORY  WRITE 1234 fe:01:5678 0 EOF`; a waiter's line has an arrow after the number. */
export const locksOf = (lines: Lines, pids: ReadonlySet<number>): Lock[] | undefined =>
	lines.get('locks')?.flatMap((line) => {
		const match = /^\d+: (?:-> ?)?(\w+)\s+\S+\s+\S+\s+(-?\d{1,9}) ([0-9a-f]+:[0-9a-f]+):(\d+) /.exec(line);
		if (!match) return [];
		const pid = Number(match[2]);
		return [
			{ kind: match[1] ?? '', pid, device: match[3] ?? '', inode: match[4] ?? '', ours: pids.has(pid) },
		];
	});

export const mapsOf = (lines: Lines): { pid: number; line: string }[] | undefined =>
	lines.get('maps')?.flatMap((line) => {
		const at = inProc(line);
		return at ? [{ pid: at.pid, line: at.rest }] : [];
	});
