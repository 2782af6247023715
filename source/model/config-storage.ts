import { type Config, tidyPath } from './config.ts';

/** How a root file system is kept, by the names of `bdevs` in src/lxc/storage/storage.c. */
export type Storage = {
	backend: string;
	/** The part after the backend's name: a directory, a device, a dataset, or several paths of an overlay. */
	source: string;
	file: string;
	line: number;
};

const backends = ['dir', 'zfs', 'lvm', 'rbd', 'btrfs', 'overlay', 'overlayfs', 'loop', 'nbd'];

/**
The storage of a container. Without a prefix LXC asks each backend whether the path is its own; what can be told
from the path alone is: a device under /dev is rbd, nbd or lvm, everything else a directory until the host says more.
*/
export const storage = (config: Config): Storage | undefined => {
	const entry = config.get('lxc.rootfs.path');
	if (!entry) return undefined;
	const { value, file, line } = entry;
	const colon = value.indexOf(':');
	if (colon !== -1) {
		const name = value.slice(0, colon);
		const backend = backends.find((known) => known === name) ?? name;
		return {
			backend: backend === 'overlayfs' ? 'overlay' : backend,
			source: value.slice(colon + 1),
			file,
			line,
		};
	}
	const backend = value.startsWith('/dev/rbd')
		? 'rbd'
		: value.startsWith('/dev/nbd')
			? 'nbd'
			: value.startsWith('/dev/')
				? 'lvm'
				: 'dir';
	return { backend, source: value, file, line };
};

/** The directory that holds the root file system, where the configuration alone tells it. */
export const rootfsPath = (config: Config): string | undefined => {
	const kept = storage(config);
	if (!kept) return undefined;
	if (kept.backend === 'dir' || kept.backend === 'btrfs')
		return kept.source.startsWith('/') ? tidyPath(kept.source) : undefined;
	// Elsewhere the source is a device or a stack of directories; LXC mounts it on lxc.rootfs.mount.
	return undefined;
};
