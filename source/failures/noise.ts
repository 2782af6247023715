import type { Failure } from './failure.ts';

/** Lines that healthy runs print as well; none of them is ever a cause. */
export const noise: Failure[] = [
	{
		id: 'harmless-rlimit',
		phase: 'any',
		file: 'util.c',
		pattern: /rlimit: Can't setup RLIMIT_NOFILE for self/,
		what: 'CRIU could not raise its own limit of open files',
		why: 'It lacks CAP_SYS_RESOURCE and goes on without.',
		next: [],
		harmless: true,
	},
	{
		id: 'harmless-address',
		phase: 'restore',
		file: 'net.c',
		pattern: /ip(v4|v6): [Aa]ddress already assigned/,
		what: 'An address was there already',
		why: 'ip(8) puts back addresses that the kernel made by itself.',
		next: [],
		harmless: true,
	},
	{
		id: 'harmless-response',
		phase: 'dump',
		file: 'commands.c',
		pattern: /Failed to receive response|Failed to get (init_pid|state|cgroup)/,
		what: 'lxc-info asked while the container stopped',
		why: 'A container that has just been dumped answers nobody.',
		next: [],
		harmless: true,
	},
	{
		id: 'harmless-controllers',
		phase: 'restore',
		file: 'cgroups/cgfsng.c',
		pattern: /Could not enable "?\+\w+"? controllers|Failed to destroy .*lxc\.(payload|monitor)/,
		what: 'LXC could not hand on a cgroup controller, or remove a cgroup that was gone',
		why: 'It goes on without.',
		next: [],
		harmless: true,
	},
];

/** Lines that name the place where a failure was noticed, one level above its cause. */
export const wake: Failure[] = [
	[
		'cr-dump.c',
		/^(Pre-)?[Dd]umping FAILED|^Dump (files|core|ids|fs|mappings|eventpoll)\b.*failed|^Collect (mappings|fds).*failed|^Can't (cure|stop daemon)/,
	],
	[
		'cr-dump.c',
		/^Can't dump (misc|threads|thread for pid)|^Dump cgroup of threads|^Timeout reached\. Try to interrupt|^Can't infect/,
	],
	[
		'cr-restore.c',
		/^Restoring FAILED|^\d+ exited, status=|^\d+ killed by signal|^Child \d+ died too early|^Aborting restore/,
	],
	['cgroup.c', /cgroupd: recv req error/],
	['namespaces.c', /^Can't make (\w+ns|time|cgroup) ?id|Can't make cgroup id/],
	['util.c', /^exited, status=\d+|^killed by signal/],
	['compel/src/lib/infect-rpc.c', /Message reply from daemon is trimmed/],
	[
		'criu.c',
		/^(dump failed with \d+|criu output:|criu process exited|restore process died|Failed to execute criu|dump signaled with)/,
	],
	['tools/lxc_checkpoint.c', /^(Checkpointing|Restoring) .* failed/],
	['mount.c', /^A few mount points can't be mounted|^Bad child exit status/],
].map(([file, pattern], index) => ({
	id: `wake-${index + 1}`,
	phase: 'any' as const,
	file: file as string,
	pattern: pattern as RegExp,
	what: 'CRIU gave up',
	why: 'This line follows the cause; the log holds nothing above it that we know.',
	next: ['Look at the lines above in the whole log.'],
	follows: true,
}));
