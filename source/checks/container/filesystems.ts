import type { Check } from '../../model/facts.ts';
import { clipped, some } from '../../model/text.ts';
import { mountEntries } from '../config/mounts.ts';
import { ok, unknown } from '../evidence.ts';

/** The table of criu/filesystems.c, with hugetlbfs and tracefs that LXC enables (--enable-fs). */
const known = new Set([
	'proc',
	'sysfs',
	'devtmpfs',
	'binfmt_misc',
	'tmpfs',
	'devpts',
	'simfs',
	'btrfs',
	'pstore',
	'mqueue',
	'securityfs',
	'fusectl',
	'debugfs',
	'tracefs',
	'cgroup',
	'cgroup2',
	'aufs',
	'overlay',
	'hugetlbfs',
	'ramfs',
]);

/** `FS mnt ... unsupported id` (criu/mount.c): a mount made inside, of a type without code, that is not the root's own. */
export const filesystems: Check = {
	id: 'filesystems',
	title: 'Only file systems that CRIU knows',
	scope: 'container',
	looksAt:
		"types in the container's mountinfo against those CRIU can carry; NFS, autofs, bpf and others can't",
	evaluate: (facts) => {
		const { mounts } = facts.container;
		if (!mounts) return unknown('File systems', "the container's mounts were not seen");
		const root = mounts.findLast(({ at }) => at === '/');
		const declared = new Set(mountEntries(facts).map(({ at }) => `/${at.replace(/^\/+/, '')}`));
		const odd = mounts.filter(
			({ type, at, device }) =>
				!known.has(type) && !/^fuse/.test(type) && !declared.has(at) && device !== root?.device && at !== '/',
		);
		if (odd.length === 0) return ok('All mounted file systems are of kinds that CRIU knows');
		return {
			level: 'fail',
			title: `CRIU does not know ${some([...new Set(odd.map(({ type }) => clipped(type, 20)))])}`,
			detail: some(odd.map(({ type, at, source }) => clipped(`${type} ${source} on ${at}`, 100))),
			meaning:
				'A file system mounted inside the container must be mounted again by CRIU, and it has no code for this kind.',
			remedy: 'Unmount it for the move, or mount it from the host with lxc.mount.entry on both hosts.',
		};
	},
};
