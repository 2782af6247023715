import type { Check, Facts, Mount } from '../../model/facts.ts';
import { counted } from '../../model/text.ts';
import { holders, ok, unknown, unseenProcesses } from '../evidence.ts';

/** The kernel's own number of a device, as fdinfo prints it: major << 20 | minor. */
const number = ({ device }: Mount): number => {
	const [major = 0, minor = 0] = device.split(':').map(Number);
	return major * 2 ** 20 + minor;
};

const typeOf = (facts: Facts, device: number | undefined): string | undefined =>
	facts.container.mounts?.find((mount) => number(mount) === device)?.type;

/** `fsnotify: Can't dump that handle`: seen on overlayfs; network file systems have no handles to open either. */
const noHandles = /^(overlay|nfs4?|cifs|smb3|9p|virtiofs|fuse(\..*)?|aufs|ceph)$/;

export const watches: Check = {
	id: 'watches',
	title: 'Watched files can be found again',
	scope: 'container',
	looksAt: 'inotify and fanotify lines in fdinfo, and the file systems of what they watch',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Watched files');
		if (unseen) return unseen;
		const { watches: all, mounts } = facts.container;
		if (!all || !mounts) return unknown('Watched files', 'fdinfo or mounts were not seen');
		const lost = all.filter(({ device, handle }) => !handle || noHandles.test(typeOf(facts, device) ?? ''));
		if (lost.length === 0)
			return ok(
				all.length === 0 ? 'No files are watched' : 'Watched files can be found again',
				counted(all.length, 'watch', 'watches'),
			);
		const types = [...new Set(lost.map(({ device }) => typeOf(facts, device) ?? 'an unknown file system'))];
		return {
			level: 'fail',
			title: `${counted(lost.length, 'watch', 'watches')} on files that can't be found again`,
			detail: `${holders(
				facts,
				lost.map(({ pid }) => pid),
			)}; on ${types.join(', ')}`,
			meaning:
				"A program asked the kernel to tell it of changes; on this file system CRIU can't tell of which file (Can't dump that handle).",
			remedy: 'Keep the root file system on ext4, xfs or btrfs; or stop that program for the move.',
		};
	},
};
