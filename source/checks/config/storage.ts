import { storage as storageOf } from '../../model/config-storage.ts';
import type { Check } from '../../model/facts.ts';
import type { Level } from '../../model/finding.ts';
import { clipped } from '../../model/text.ts';
import { configOf, ok, type Seen, unknown, unreadConfig } from '../evidence.ts';

const backends: Record<string, { level: Level; meaning: string; remedy?: string }> = {
	btrfs: {
		level: 'info',
		meaning: 'It is copied as a directory; on the target it becomes one, without snapshots.',
	},
	overlay: {
		level: 'fail',
		meaning:
			"The root is stacked of several directories; CRIU can't reopen watched files on it, and the copy would have to be stacked again.",
		remedy: 'lxc-copy the container to a plain directory (lxc-copy -n NAME -N NEW -B dir) and migrate that.',
	},
	zfs: {
		level: 'warn',
		meaning:
			'The dataset is copied file by file into what stands on the target; it must be mounted there in the same way.',
		remedy: 'Create and mount the dataset on the target first, or use a container of the dir backend.',
	},
	lvm: {
		level: 'fail',
		meaning:
			'The root is a block device of this host. Its files could be copied, but the target has no such volume.',
		remedy: 'lxc-copy it to the dir backend, or create the volume on the target and restore there yourself.',
	},
	loop: {
		level: 'fail',
		meaning:
			"The root is an image file mounted through a loop device; the file can't be copied consistently while it is mounted.",
		remedy: 'lxc-copy it to the dir backend.',
	},
	nbd: {
		level: 'fail',
		meaning: 'The root is a network block device attached to this host.',
		remedy: 'lxc-copy it to the dir backend.',
	},
	rbd: {
		level: 'fail',
		meaning: 'The root is a Ceph device, which one host at a time may mount.',
		remedy: 'lxc-copy it to the dir backend.',
	},
};

/** File systems that several hosts can mount: copying onto itself would be the danger. */
const shared = /^(nfs4?|ceph|glusterfs|fuse\.glusterfs|ocfs2|gfs2|cifs|smb3|9p|virtiofs)$/;

const rootMount = (type: string, source: string): Seen[] => {
	if (shared.test(type))
		return [
			{
				level: 'warn',
				title: `The root file system is on ${type}`,
				detail: clipped(source, 100),
				meaning:
					'If the target mounts the same storage there is nothing to copy, and both hosts must never write to it at once.',
				remedy: "Make sure that the target's rootfs is another place, or the same one on purpose.",
			},
		];
	if (type === 'overlay')
		return [
			{
				level: 'fail',
				title: 'The root file system is on overlayfs',
				meaning: "Files that processes watch there can't be found again (fsnotify: Can't dump that handle).",
				remedy: 'Keep containers on a plain file system such as ext4 or xfs.',
			},
		];
	return [];
};

export const storage: Check = {
	id: 'storage',
	title: 'Storage of the root file system',
	scope: 'config',
	looksAt: 'lxc.rootfs.path (lxc.rootfs) and the file system that it is on',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The storage');
		if (unread) return unread;
		const kept = storageOf(configOf(facts));
		if (!kept) return unknown('The storage', 'lxc.rootfs.path is not set');
		const detail = clipped(`${kept.file}:${kept.line} ${kept.backend}:${kept.source}`, 200);
		const mounted = facts.container.mounts?.findLast((mount) => mount.at === '/');
		const below = mounted ? rootMount(mounted.type, mounted.source) : [];
		if (kept.backend === 'dir')
			return below.length > 0 ? below : ok('The root file system is a plain directory', detail);
		const known = backends[kept.backend];
		if (!known) return [unknown(`Storage backend ${clipped(kept.backend, 40)}`, detail), ...below];
		return [{ title: `The root file system is kept by ${kept.backend}`, detail, ...known }, ...below];
	},
};
