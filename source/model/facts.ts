import type { Finding } from './finding.ts';

/** A program on a host; `version` is what it prints itself. */
export type Tool = { path: string; version?: string };

/** What was learned of a host in one round trip. A field that could not be read is undefined: never guessed. */
export type HostFacts = {
	/** As the user named it. */
	name: string;
	hostname?: string;
	/** Whether commands run as root there, directly or by `sudo -n`. */
	root?: boolean;
	user?: string;
	tools: Record<string, Tool | undefined>;
	kernel?: string;
	arch?: string;
	bootId?: string;
	/** Host clock minus ours, milliseconds. */
	clockSkewMs?: number;
	lxcPath?: string;
	criuCheck?: { ok: boolean; output: string[] };
	criuFeatures: Record<string, boolean | undefined>;
	cgroup?: 'v1' | 'v2' | 'hybrid';
	lsm?: string[];
	/** Bytes. */
	memoryAvailable?: number;
	/** Free bytes by place. */
	free: { lxcPath?: number; staging?: number; shm?: number };
	/** Names of network devices, bridges among them. */
	links: string[];
	containers: ContainerListing[];
	/** Migrations that left a lock, a marker or images on this host. */
	leftovers: string[];
	/** Every line of the document, by key: what a check reads that needs no field of its own. */
	raw: ReadonlyMap<string, readonly string[]>;
	/** Round trip of the connection, milliseconds. */
	roundTripMs?: number;
	/** Whether the document arrived whole; a check that misses a fact can say why. */
	complete?: boolean;
	/** What went wrong while asking, the last line the host said. */
	trouble?: string;
	/** Model name and instruction flags of the first CPU. */
	cpu?: { model?: string; flags: string[] };
	/** CRIU's picture of the CPU, `cpuinfo.img` in base64. */
	cpuImage?: string;
	/** Bytes. */
	memoryTotal?: number;
	swapFree?: number;
	/** Effective capabilities of root there that the kernel knows and root lacks, `sys_resource`. */
	missingCapabilities?: string[];
	/** Controllers of the version 2 hierarchy. */
	controllers?: string[];
	/** Network devices with what is needed to compare them. */
	devices: NetworkDevice[];
	/** Profiles that AppArmor has loaded; undefined where it is off or not readable. */
	apparmorProfiles?: string[];
	/** Free inodes by place. */
	freeInodes: { lxcPath?: number; staging?: number };
	/** What is at the paths that were asked for. */
	paths: ReadonlyMap<string, PathFact>;
	/** What already stands under the container's name on a target. */
	taken?: string[];
	/** Bytes per second from the host to us, measured. */
	throughput?: number;
};

export type NetworkDevice = {
	name: string;
	bridge: boolean;
	mac?: string;
	mtu?: number;
	up: boolean;
	/** With prefix length, `10.0.3.1/24`. */
	addresses: string[];
};

/** One path on a host; `kind` is what stat(1) calls it (`regular file`, `directory`...), undefined when absent. */
export type PathFact = { kind?: string; size?: number; mode?: string; checksum?: string };

/** One row of `lxc-ls`. */
export type ContainerListing = {
	name: string;
	state: string;
	pid?: number;
	addresses: string[];
	/** Bytes. */
	memory?: number;
	/** Bytes. */
	size?: number;
	autostart?: boolean;
	unprivileged?: boolean;
	/** Seconds since its init was started. */
	uptime?: number;
	/** Where it was moved to, if its copy here is the stopped rest of a migration. */
	movedTo?: string;
	/** The finding that stopped its last check, if any. */
	lastVerdict?: string;
};

/** What was learned of the container on the source. */
export type ContainerFacts = {
	name: string;
	state?: string;
	pid?: number;
	/** The configuration file's path and text, and the texts of what it includes. */
	configPath?: string;
	configFiles: ReadonlyMap<string, string>;
	/** Path of the root file system, without a storage prefix such as `dir:`. */
	rootfs?: string;
	/** Bytes. */
	memory?: number;
	addresses: string[];
	/** The processes in it, host pids. */
	pids: number[];
	/** What the configuration includes as a directory. */
	configDirectories: string[];
	/** What is on the source at the host paths that the configuration names. */
	paths: ReadonlyMap<string, PathFact>;
	/** Bytes of its root file system; undefined when measuring it took too long. */
	rootfsBytes?: number;
	/** Path of its cgroup below the hierarchy's root. */
	cgroup?: string;
	processes?: Process[];
	descriptors?: Descriptor[];
	deleted?: DeletedFile[];
	mounts?: Mount[];
	watches?: Watch[];
	locks?: Lock[];
	/** Lines of /proc/PID/maps that are more than memory and plain files. */
	maps?: { pid: number; line: string }[];
	sockets?: Sockets;
	/** AppArmor's or SELinux's label of its init. */
	label?: string;
	uidMap?: string[];
	gidMap?: string[];
	/** Every line of the document, by key. */
	raw: ReadonlyMap<string, readonly string[]>;
};

/** A process of the container, by its host pid. */
export type Process = {
	pid: number;
	parent?: number;
	session?: number;
	name: string;
	command?: string;
	uid?: number;
	/** Pids from the host's namespace inwards. */
	nsPids: number[];
	/** Its session's number from the host's pid namespace inwards; 0 where the session is outside of a namespace. */
	nsSessions: number[];
	/** Device number of the controlling terminal, 0 for none. */
	tty?: number;
	tracer?: number;
	/** Scheduling policy of sched(7): 0 other, 1 FIFO, 2 round robin, 6 deadline. */
	policy?: number;
	state?: string;
	/** Bytes that a dump writes: anonymous and shared memory. */
	memory?: number;
	swap?: number;
	hugetlb?: number;
	/** systemd's unit, the last `.service` or `.scope` of its cgroup. */
	unit?: string;
	/** Cgroup path in the version 2 hierarchy, as the host sees it. */
	cgroup?: string;
	/** Namespace identities by kind, `uts` → `uts:[4026532201]`. */
	namespaces: ReadonlyMap<string, string>;
	/** Clock ticks after boot. */
	startTime?: string;
};

/** An open descriptor that is more than a plain file or a pipe. */
export type Descriptor = { pid: number; fd: number; target: string };

export type DeletedFile = {
	pid: number;
	fd: number;
	path: string;
	size: number;
	device: string;
	inode: string;
};

export type Mount = {
	id: number;
	device: string;
	root: string;
	at: string;
	type: string;
	source: string;
	options: string;
};

export type Watch = {
	pid: number;
	fd: number;
	kind: 'inotify' | 'fanotify';
	device?: number;
	handle: boolean;
};

export type Lock = { kind: string; pid: number; device: string; inode: string; ours: boolean };

export type Sockets = {
	/** TCP connections by state, the kernel's numbers as names. */
	tcp: ReadonlyMap<string, number>;
	/** Connections that wait to be accepted, by listening address. */
	waiting: { address: string; queued: number }[];
	/** Sockets in use by protocol, from /proc/net/protocols: `TCP`, `UDP`, `MPTCP`, `SCTP`, `PACKET`... */
	protocols: ReadonlyMap<string, number>;
	/** Netlink sockets with data nobody has read. */
	netlinkUnread: number;
	/** Unix sockets whose peer is not a socket of the container. Undefined when `ss` or `nsenter` is missing. */
	unixOutside?: { inode: string; peer: string; path: string }[];
	/** Devices inside the container with their kind, `eth0` → `veth`. */
	devices: ReadonlyMap<string, string>;
};

/** Everything the checks look at. */
export type Facts = {
	source: HostFacts;
	target: HostFacts;
	container: ContainerFacts;
	/** The target's address to which memory is to go straight; undefined if it goes by ssh. */
	pageServer?: string;
	/** What each host lacks for post-copy; undefined if that was not asked for. */
	lackForPostCopy?: { source: string[]; target: string[] };
};

/** One caveat: pure, data in, finding out. */
export type Check = {
	id: string;
	title: string;
	scope: Finding['scope'];
	/** What it looks at, for the table in README. */
	looksAt: string;
	evaluate(facts: Facts): Omit<Finding, 'check' | 'scope'> | readonly Omit<Finding, 'check' | 'scope'>[];
};
