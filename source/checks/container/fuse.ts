import type { Check } from '../../model/facts.ts';
import { clipped, some } from '../../model/text.ts';
import { mountEntries } from '../config/mounts.ts';
import { ok, type Seen, unknown } from '../evidence.ts';

export const fuse: Check = {
	id: 'fuse',
	title: 'No FUSE file systems',
	scope: 'container',
	looksAt: "fuse and fusectl in the container's mountinfo",
	evaluate: (facts) => {
		const { mounts } = facts.container;
		if (!mounts) return unknown('FUSE file systems', "the container's mounts were not seen");
		const declared = new Set(mountEntries(facts).map(({ at }) => `/${at.replace(/^\/+/, '')}`));
		const file = mounts.filter(({ type }) => /^fuse(blk)?(\.|$)/.test(type));
		const outside = file.filter(({ at }) => declared.has(at));
		const inside = file.filter(({ at }) => !declared.has(at));
		const findings: Seen[] = [];
		if (inside.length > 0)
			findings.push({
				level: 'fail',
				title: `FUSE file systems are mounted: ${some(inside.map(({ at }) => clipped(at, 60)))}`,
				detail: some(inside.map(({ at, type, source }) => clipped(`${type} ${source} on ${at}`, 100))),
				meaning:
					"A file system served by a program over /dev/fuse; the conversation between kernel and program can't be moved.",
				remedy: 'Unmount it in the container for the move (umount, fusermount -u).',
			});
		if (outside.length > 0)
			findings.push({
				level: 'info',
				title: `FUSE file systems of the host are mounted into the container: ${some(outside.map(({ at }) => clipped(at, 60)))}`,
				meaning:
					'They are mounted again on the target from the same place there (lxcfs must run on both hosts).',
			});
		const control = mounts.find(({ type }) => type === 'fusectl');
		if (findings.length > 0) return findings;
		// The bind mount of common.conf; CRIU 4.2 carries it, as the lab shows.
		return ok('No FUSE file system is mounted', control ? `${control.at} (fusectl) is carried` : undefined);
	},
};
