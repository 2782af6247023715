import type { Tree } from '../hosts/changes.ts';
import type { Copy } from '../hosts/rsync.ts';
import type { CopyRound } from '../model/converge.ts';
import { worthCompressing } from '../model/predict.ts';
import type { StageName } from '../model/stages.ts';
import { copyFiles } from './copy.ts';
import { containerDir, placesOf, type Session, sourcePlace, targetPlace } from './session.ts';

/** Our own files in a container's directory; the configuration is written last, it is what makes it a container. */
export const ownFiles = ['/config', '/config.lxc-ferry-*'];

/** What has to be copied: the container's directory, and its root file system where that is elsewhere. */
export const copies = (session: Session): Copy[] => {
	const places = placesOf(session);
	const dirs = { source: containerDir(sourcePlace(session)), target: containerDir(targetPlace(session)) };
	const copy = (from: string, to: string, exclude: readonly string[]): Copy => ({
		from: { host: session.source, path: `${from}/` },
		to: { host: session.target, path: `${to}/` },
		bwlimit: session.request.bwlimit,
		compress: worthCompressing(session.facts?.target.throughput),
		mirror: true,
		exclude,
	});
	const inside = places.source.rootfs.startsWith(`${dirs.source}/`);
	return [
		copy(dirs.source, dirs.target, ownFiles),
		...(inside ? [] : [copy(places.source.rootfs, places.target.rootfs, [])]),
	];
};

/** One round over all of it; gives what had changed, and how long it took. */
export const fullRound = async (
	session: Session,
	stage: StageName,
	checksum: boolean,
	options: { round?: number; signal?: AbortSignal; running?: boolean },
): Promise<Sent> => {
	const total: Sent = { changedBytes: 0, sent: 0, ms: 0 };
	for (const copy of copies(session)) {
		const stats = await copyFiles(session, stage, { ...copy, checksum }, options);
		total.changedBytes += stats.changedBytes;
		total.sent += stats.sent;
		total.ms += stats.ms;
	}
	return total;
};

/** What a round sent, and how long it took. */
export type Sent = CopyRound & { sent: number };

/** What is searched for changes; undefined where the root file system is not in the container's directory. */
export const treeOf = (session: Session): { tree: Tree; copy: Copy } | undefined => {
	const [copy, ...others] = copies(session);
	if (copy === undefined || others.length > 0) return undefined;
	const root = copy.from.path.replace(/\/$/, '');
	return { tree: { host: session.source, root, staging: placesOf(session).source.staging }, copy };
};
