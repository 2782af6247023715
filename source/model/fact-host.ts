import { capabilityNames } from './capabilities.ts';
import { defined, type FactDocument, linesByKey, whole } from './fact-document.ts';
import type { ContainerListing, HostFacts, NetworkDevice, PathFact, Tool } from './facts.ts';
import { parseLxcLs } from './lxc-ls.ts';
import { movedMark } from './moved-mark.ts';

type Lines = ReadonlyMap<string, readonly string[]>;

const only = (lines: Lines, key: string): string | undefined => {
	const value = lines.get(key)?.[0];
	return value === '' ? undefined : value;
};

const toolsOf = (lines: Lines): Record<string, Tool | undefined> => {
	const tools: Record<string, Tool> = Object.create(null);
	for (const line of lines.get('tools') ?? []) {
		const [name, path, ...version] = line.split('|');
		const said = /\d+(?:\.\d+)+[^\s,]*/.exec(version.join('|'))?.[0];
		if (name && path && !tools[name]) tools[name] = said === undefined ? { path } : { path, version: said };
	}
	return tools;
};

/** Values of /proc/meminfo in bytes; those without a unit are counts. */
const memoryOf = (lines: Lines): Map<string, number> =>
	new Map(
		(lines.get('memory') ?? []).flatMap((line) => {
			const match = /^(\w+):\s+(\d{1,15})( kB)?$/.exec(line);
			return match?.[1] ? [[match[1], Number(match[2]) * (match[3] ? 1024 : 1)] as const] : [];
		}),
	);

/** The fourth number of df -P is what is available. */
const roomOf = (lines: Lines): Map<string, number> =>
	new Map(
		(lines.get('room') ?? []).flatMap((line) => {
			const match = /^(\S+) .*?\s+\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(line);
			if (!match?.[1]) return [];
			return [[match[1], Number(match[2]) * (match[1].endsWith('.inodes') ? 1 : 1024)] as const];
		}),
	);

const missingCapabilities = (lines: Lines): string[] | undefined => {
	const effective = lines
		.get('capabilities')
		?.flatMap((line) => /^CapEff:\s*([0-9a-f]{1,16})$/.exec(line)?.[1] ?? []);
	const last = whole(only(lines, 'lastcap'));
	if (!effective?.[0] || last === undefined) return undefined;
	const held = BigInt(`0x${effective[0]}`);
	return capabilityNames.filter((_name, bit) => bit <= last && ((held >> BigInt(bit)) & 1n) === 0n);
};

/** The cgroup version from what is mounted at /sys/fs/cgroup, as systemd names the layouts. */
const cgroupOf = (lines: Lines): HostFacts['cgroup'] => {
	const mounts = lines.get('mounts');
	if (!mounts) return undefined;
	const types = mounts.flatMap((line) => / - (cgroup2?) /.exec(line)?.[1] ?? []);
	const second = types.includes('cgroup2');
	const first = types.includes('cgroup');
	return first && second ? 'hybrid' : second ? 'v2' : first ? 'v1' : undefined;
};

const devicesOf = (lines: Lines): NetworkDevice[] => {
	const addresses = (lines.get('addresses') ?? []).flatMap((line) => {
		const match = /^\d+: (\S+)\s+inet6? (\S+)/.exec(line);
		return match?.[1] && match[2] ? [{ name: match[1], address: match[2] }] : [];
	});
	return (lines.get('links') ?? []).flatMap((line) => {
		const [kind, mac, mtu, state, , ...rest] = line.split('|');
		const name = rest.join('|');
		if (!name) return [];
		const size = whole(mtu);
		return [
			{
				name,
				bridge: kind === 'bridge',
				up: state !== 'down',
				addresses: addresses.filter((one) => one.name === name).map((one) => one.address),
				...(mac && mac !== '-' ? { mac } : {}),
				...(size === undefined ? {} : { mtu: size }),
			},
		];
	});
};

const lsmOf = (lines: Lines): string[] | undefined => {
	const listed = only(lines, 'lsm');
	if (listed !== undefined) return listed.split(',');
	// securityfs need not be mounted; the modules' own switches tell the two that matter.
	const found = [
		...(only(lines, 'apparmor') === 'Y' ? ['apparmor'] : []),
		...(lines.has('selinux') ? ['selinux'] : []),
	];
	return lines.has('filesystems') ? found : undefined;
};

/** What stat(1) and cksum(1) said of each path (`%F|%a|%u|%g|%s|%n`). */
export const pathsOf = (lines: Lines): Map<string, PathFact> => {
	const paths = new Map<string, PathFact>();
	for (const line of lines.get('paths') ?? []) {
		const match = /^([^|]*)\|(\d+)\|\d+\|\d+\|(\d+)\|(.*)$/.exec(line);
		if (match?.[1] && match[4])
			paths.set(match[4], { kind: match[1], mode: match[2] ?? '', size: Number(match[3]) });
	}
	for (const line of lines.get('sums') ?? []) {
		const match = /^(\d+ \d+) (.*)$/.exec(line);
		const known = match?.[2] === undefined ? undefined : paths.get(match[2]);
		if (known && match?.[1]) known.checksum = match[1];
	}
	return paths;
};

/** Where marked containers were moved to, by the path of their configuration (grep -H of the mark). */
export const marksOf = (lines: Lines): Map<string, string> =>
	new Map(
		(lines.get('moved') ?? []).flatMap((line) => {
			const at = line.indexOf(':# lxc-ferry moved this container:');
			const mark = at === -1 ? undefined : movedMark(line.slice(at + 1));
			return mark ? [[line.slice(0, at), mark.to] as const] : [];
		}),
	);

/** Seconds since each init was started: /proc/uptime, ticks per second, then /proc/PID/stat of each. */
const startTimes = (lines: Lines): Map<number, number> => {
	const [now = '', ticks = '', ...stats] = lines.get('inits') ?? [];
	const perSecond = whole(ticks) ?? 100;
	return new Map(
		stats.flatMap((line) => {
			const match = /^(\d{1,9}) \(.*\) \S (.*)$/.exec(line);
			// Field 22 of proc_pid_stat(5); the first one here is the fourth.
			const start = whole(match?.[2]?.split(' ')[18]);
			if (!match?.[1] || start === undefined) return [];
			return [
				[Number(match[1]), Math.max(0, Math.round(Number.parseFloat(now) - start / perSecond))] as const,
			];
		}),
	);
};

const containersOf = (lines: Lines): ContainerListing[] => {
	const path = only(lines, 'lxcpath');
	const memory = new Map<string, number>();
	for (const line of lines.get('stats') ?? []) {
		const match = /^memory (\d{1,15}) (.+)$/.exec(line);
		if (match?.[2]) memory.set(match[2], Number(match[1]));
	}
	const sizes = new Map<string, number>();
	for (const line of lines.get('sizes') ?? []) {
		const match = /^(\d{1,12})\s+(.+)$/.exec(line);
		if (match?.[2]) sizes.set(match[2], Number(match[1]) * 1024);
	}
	const moved = marksOf(lines);
	const started = startTimes(lines);
	return parseLxcLs(lines.get('containers') ?? []).map((row) => {
		const size = sizes.get(`${path}/${row.name}/rootfs`);
		const used = memory.get(row.name) ?? row.memory;
		const movedTo = moved.get(`${path}/${row.name}/config`);
		const uptime = row.pid === undefined ? undefined : started.get(row.pid);
		return {
			...row,
			...(used === undefined ? {} : { memory: used }),
			...(size === undefined ? {} : { size }),
			...(movedTo === undefined ? {} : { movedTo }),
			...(uptime === undefined ? {} : { uptime }),
		};
	});
};

const criuOf = (lines: Lines): Pick<HostFacts, 'criuCheck' | 'criuFeatures'> => {
	const exit = whole(only(lines, 'criu.exit'));
	const criuFeatures: Record<string, boolean | undefined> = {};
	for (const line of lines.get('criu.features') ?? []) {
		const [name, status] = line.split(' ');
		// 124 is timeout(1): the question was not answered.
		if (name && status !== '124') criuFeatures[name] = status === '0';
	}
	const output = (lines.get('criu.check') ?? []).filter((line) => line.trim() !== '');
	return exit === undefined ? { criuFeatures } : { criuFeatures, criuCheck: { ok: exit === 0, output } };
};

/** Host facts from the document of a fact script; pure, and never throws whatever the host printed. */
export const hostFromDocument = (name: string, document: FactDocument): HostFacts => {
	const lines = linesByKey(document);
	const memory = memoryOf(lines);
	const room = roomOf(lines);
	const uid = whole(only(lines, 'uid'));
	const cpuLine = (key: string) =>
		(lines.get('cpu') ?? []).find((line) => line.startsWith(key))?.replace(/^[^:]*:\s*/, '');
	const cpu = lines.has('cpu')
		? {
				model: cpuLine('model name'),
				flags: (cpuLine('flags') ?? cpuLine('Features') ?? '').split(/\s+/).filter(Boolean),
			}
		: undefined;
	const devices = devicesOf(lines);
	const optional = {
		hostname: only(lines, 'hostname'),
		root: uid === undefined ? undefined : uid === 0,
		user: only(lines, 'user'),
		kernel: only(lines, 'kernel'),
		arch: only(lines, 'arch'),
		bootId: only(lines, 'bootid'),
		lxcPath: only(lines, 'lxcpath'),
		cgroup: cgroupOf(lines),
		lsm: lsmOf(lines),
		memoryAvailable: memory.get('MemAvailable'),
		memoryTotal: memory.get('MemTotal'),
		swapFree: memory.get('SwapFree'),
		cpu: cpu && { flags: cpu.flags, ...(cpu.model === undefined ? {} : { model: cpu.model }) },
		cpuImage: lines
			.get('cpu.image')
			?.join('')
			.replace(/[^A-Za-z0-9+/=]/g, ''),
		missingCapabilities: missingCapabilities(lines),
		controllers: lines.get('controllers')?.[0]?.split(' ').filter(Boolean),
		apparmorProfiles: lines.get('apparmor.profiles')?.map((line) => line.replace(/ \([a-z]+\)$/, '')),
		taken: lines.get('taken') && [...(lines.get('taken') ?? [])],
	};
	const place = (key: string) => room.get(key);
	return {
		name,
		complete: document.complete,
		tools: toolsOf(lines),
		...criuOf(lines),
		free: defined({ lxcPath: place('lxcpath'), staging: place('staging'), shm: place('shm') }),
		freeInodes: defined({ lxcPath: place('lxcpath.inodes'), staging: place('staging.inodes') }),
		links: devices.map((device) => device.name),
		devices,
		containers: containersOf(lines),
		leftovers: (lines.get('leftovers') ?? []).filter((path) => !/\/(migrations|fixes|history)\//.test(path)),
		paths: pathsOf(lines),
		raw: lines,
		...defined(optional),
	};
};
