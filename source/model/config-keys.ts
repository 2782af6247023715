/*
LXC's configuration vocabulary, from `config_jump_table` and the `set_config_*` functions of
src/lxc/confile.c (7.0) and the renames of src/lxc/cmd/lxc-update-config.in.
*/

const renamed: Record<string, string> = {
	'lxc.rootfs': 'lxc.rootfs.path',
	'lxc.id_map': 'lxc.idmap',
	'lxc.pts': 'lxc.pty.max',
	'lxc.tty': 'lxc.tty.max',
	'lxc.devttydir': 'lxc.tty.dir',
	'lxc.aa_profile': 'lxc.apparmor.profile',
	'lxc.aa_allow_incomplete': 'lxc.apparmor.allow_incomplete',
	'lxc.se_context': 'lxc.selinux.context',
	'lxc.mount': 'lxc.mount.fstab',
	'lxc.utsname': 'lxc.uts.name',
	'lxc.seccomp': 'lxc.seccomp.profile',
	'lxc.console': 'lxc.console.path',
	'lxc.haltsignal': 'lxc.signal.halt',
	'lxc.rebootsignal': 'lxc.signal.reboot',
	'lxc.stopsignal': 'lxc.signal.stop',
	'lxc.syslog': 'lxc.log.syslog',
	'lxc.loglevel': 'lxc.log.level',
	'lxc.logfile': 'lxc.log.file',
	'lxc.init_cmd': 'lxc.init.cmd',
	'lxc.init_uid': 'lxc.init.uid',
	'lxc.init_gid': 'lxc.init.gid',
	'lxc.network': 'lxc.net',
};

/** Keys of LXC 1 and 2 without a successor. */
export const retiredKeys: ReadonlySet<string> = new Set(['lxc.rootfs.backend', 'lxc.pivotdir', 'lxc.kmsg']);

const lists: ReadonlySet<string> = new Set([
	'lxc.apparmor.raw',
	'lxc.cap.drop',
	'lxc.cap.keep',
	'lxc.environment',
	'lxc.environment.hooks',
	'lxc.environment.runtime',
	'lxc.group',
	'lxc.idmap',
	'lxc.mount.auto',
	'lxc.mount.entry',
	'lxc.namespace.clone',
	'lxc.namespace.keep',
]);

const listPatterns = [
	/^lxc\.cgroup2?\.(?!dir\b|relative$)/,
	/^lxc\.hook\.(?!version$)/,
	/^lxc\.proc\./,
	/^lxc\.net\.\d+\.(ipv[46]\.address|veth\.ipv[46]\.route|veth\.vlan\.tagged\.id)$/,
];

/** Whether a repeated key adds a value; all other keys keep the last one. */
export const isList = (key: string): boolean =>
	lists.has(key) || listPatterns.some((pattern) => pattern.test(key));

/** Keys that, when given without a value, clear everything below them as well. */
const clearsBelow = /^lxc\.(net|net\.\d+|hook|cgroup2?|prlimit|sysctl|proc)$/;

/** Whether an empty `key` clears a setting made under `other`. */
export const clears = (key: string, other: string): boolean =>
	key === other || (clearsBelow.test(key) && other.startsWith(`${key}.`));

/**
Gives the present name of a key. Old network keys carry no number: each `lxc.network.type` starts the next
network, so the caller counts them and passes the number of the last one started (-1 before the first).
*/
export const canonicalKey = (written: string, network: number): string => {
	const name = renamed[written];
	if (name !== undefined) return name;
	if (written.startsWith('lxc.limit.')) return `lxc.prlimit.${written.slice('lxc.limit.'.length)}`;
	if (!written.startsWith('lxc.network.')) return written;
	const rest = written.slice('lxc.network.'.length);
	const numbered = /^\d+\./.test(rest) ? rest : `${Math.max(0, network)}.${rest}`;
	return `lxc.net.${numbered.replace(/\.(ipv[46])$/, '.$1.address')}`;
};
