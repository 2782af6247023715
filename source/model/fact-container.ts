import { readConfig } from './config.ts';
import { rootfsPath, storage } from './config-storage.ts';
import { defined, type FactDocument, filesOf, linesByKey, whole } from './fact-document.ts';
import { pathsOf } from './fact-host.ts';
import { deletedOf, descriptorsOf, locksOf, mapsOf, processesOf, watchesOf } from './fact-processes.ts';
import { addressesOf, socketsOf } from './fact-sockets.ts';
import type { ContainerFacts, Mount } from './facts.ts';

/** /proc/PID/mountinfo (proc_pid_mountinfo(5)); octal escapes are turned back. */
const mountsOf = (lines: readonly string[] | undefined): Mount[] | undefined =>
	lines?.flatMap((line) => {
		const match = /^(\d+) \d+ (\d+:\d+) (\S+) (\S+) (\S+) .*?- (\S+) (\S*) ?(\S*)/.exec(line);
		if (!match) return [];
		const plain = (text = '') =>
			text.replace(/\\([0-7]{3})/g, (_all, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
		return [
			{
				id: Number(match[1]),
				device: match[2] ?? '',
				root: plain(match[3]),
				at: plain(match[4]),
				options: match[5] ?? '',
				type: match[6] ?? '',
				source: plain(match[7]),
			},
		];
	});

/** Container facts from the document of a source's fact script; pure, never throws. */
export const containerFromDocument = (name: string, document: FactDocument): ContainerFacts => {
	const lines = linesByKey(document);
	const lxcPath = lines.get('lxcpath')?.[0] ?? '/var/lib/lxc';
	const configPath = `${lxcPath}/${name}/config`;
	const configDirectories = [...(lines.get('directory') ?? [])];
	const configFiles = filesOf(document);
	for (const directory of configDirectories) configFiles.set(`${directory.replace(/\/+$/, '')}/`, '');
	const config = readConfig(configPath, configFiles);
	const said = (key: string) =>
		lines
			.get('running')
			?.flatMap((line) => new RegExp(`^${key}:\\s*(\\S+)`).exec(line)?.[1] ?? [])
			.at(0);
	const pid = whole(said('PID'));
	const descriptors = descriptorsOf(lines);
	const processes = processesOf(lines);
	const pids = processes?.map((process) => process.pid) ?? [];
	const kept = storage(config);
	const rootfs = rootfsPath(config) ?? (kept ? `${lxcPath}/${name}/rootfs` : undefined);
	const size = whole(lines.get('size')?.[0]?.split(/\s/)[0]);
	const memory = processes?.reduce((sum, process) => sum + (process.memory ?? 0), 0);
	return {
		name,
		configFiles,
		configDirectories,
		pids,
		addresses: addressesOf(lines),
		paths: pathsOf(lines),
		raw: lines,
		...defined({
			state: said('State'),
			pid: pid !== undefined && pid > 0 ? pid : undefined,
			configPath: configFiles.has(configPath) ? configPath : undefined,
			rootfs,
			memory,
			rootfsBytes: size === undefined ? undefined : size * 1024,
			cgroup: lines.get('cgroup')?.[0],
			processes,
			descriptors,
			deleted: descriptors && deletedOf(lines, descriptors),
			mounts: mountsOf(lines.get('mountinfo')),
			watches: watchesOf(lines),
			locks: locksOf(lines, new Set(pids)),
			maps: mapsOf(lines),
			sockets: socketsOf(lines, descriptors),
			label: lines.get('profile')?.[0],
			uidMap: lines.get('uidmap') && [...(lines.get('uidmap') ?? [])],
			gidMap: lines.get('gidmap') && [...(lines.get('gidmap') ?? [])],
		}),
	};
};
