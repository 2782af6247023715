import { attend, type Report } from '../hosts/attendant.ts';
import { census, cpuShares } from '../hosts/census.ts';
import { writeFile } from '../hosts/files.ts';
import type { Host } from '../hosts/host.ts';
import { startImageCopy } from '../hosts/image-copy.ts';
import { lazyRestoreConfig } from '../hosts/lazy-pages.ts';
import { restoreCommand, withEnv } from '../hosts/lxc.ts';
import { networkLock } from '../hosts/network-lock.ts';
import { linkImage } from '../hosts/pre-images.ts';
import { worthCompressing } from '../model/predict.ts';
import { criuFailure } from './criu-failure.ts';
import { bindMounts, dumpArgv } from './dump-command.ts';
import { type LastRound, startLastRound } from './last-round.ts';
import { limits, within } from './limits.ts';
import { memoryMeter } from './memory-meter.ts';
import { openMemoryWay } from './memory-way.ts';
import { targetConfig } from './plan.ts';
import { openFollowing } from './post-copy.ts';
import { containerDir, emit, placesOf, type Session, sourcePlace, targetPlace } from './session.ts';
import { layMark } from './source-mark.ts';
import { makeRoom } from './stages/prepare.ts';
import { together } from './together.ts';

/** Writes what an attendant reports; the command itself when it has ended, counted from CRIU's first word. */
const note = (session: Session, host: Host, argv: readonly string[]) => {
	let began = Date.now();
	let spoken = false;
	return (report: Report): void => {
		if (!spoken) began = Date.now();
		spoken = true;
		if (report.type === 'mark')
			emit(session, { type: 'mark', host: host.name, name: report.name, ms: report.ms });
		if (report.type === 'exit')
			emit(session, {
				type: 'command',
				host: host.name,
				argv: [...argv],
				exit: report.exit,
				ms: Date.now() - began,
			});
	};
};

const targetConfigOf = (session: Session): string => {
	const { request, facts } = session;
	if (facts === undefined) throw new Error('no facts were gathered');
	return targetConfig({ request, facts, places: placesOf(session) });
};

/** The flush of the target's file system, tried before it is needed (check.sh). */
const probeFlush = async (session: Session, staging: string): Promise<void> => {
	await session.target.run(['/bin/sh', `${staging}/check.sh`, 'probe'], { root: true, timeoutMs: 600_000 });
};

/** CRIU's own settings for the dump; they reach it by a file, because LXC has no options for them. */
const criuConfig = async (session: Session): Promise<string> => {
	const lock = await networkLock([session.source, session.target]);
	if (session.plan?.method === 'stop-and-copy') return lock;
	if (session.plan?.method === 'post-copy') {
		session.following = await openFollowing(session);
		return session.following.config + lock;
	}
	const { staging } = placesOf(session).target;
	if (session.preCopy !== undefined) await linkImage(session.target, staging, session.preCopy.rounds.length);
	// What changed in the last round of pre-copy is the best guess at what has changed since.
	const total = session.preCopy?.rounds.at(-1)?.bytes ?? session.facts?.container.memory;
	const meter = memoryMeter(session, 'freeze', total);
	session.memoryWay = await openMemoryWay(session, `${staging}/image`, meter);
	return session.memoryWay.config + lock;
};

/**
Lets LXC on the target do its part of the restore, up to CRIU's start, while the container still runs on the source.
With a console LXC needs the image for that (criu.c, load_tty_major_minor): then it starts when the image is there.
*/
const startRestore = async (session: Session): Promise<void> => {
	const { restore } = session;
	if (restore === undefined || bindMounts(session).console) return;
	restore.begin();
	const gate = await within(restore.gate('criu'), limits.attendant, 'Preparing the restore', restore.kill);
	if (!gate.reached)
		throw await criuFailure(session, session.target, placesOf(session).target.staging, 'restore.log');
	session.restoreWaits = true;
};

/** Everything the blackout needs and that can be made before it: scripts, pipes, page server, tunnel, receiver. */
export const makeReady = async (session: Session): Promise<LastRound> => {
	const { source, target } = placesOf(session);
	const images = { source: `${source.staging}/image`, target: `${target.staging}/image` };
	const config = `${source.staging}/criu.conf`;
	const dir = containerDir(targetPlace(session));
	const [argv, text] = await together([
		dumpArgv(session),
		criuConfig(session),
		probeFlush(session, target.staging),
		makeRoom(session),
		layMark(session),
		writeFile(session.target, `${dir}/config.lxc-ferry-new`, targetConfigOf(session)),
	]);
	const onTarget = `${target.staging}/criu.conf`;
	await writeFile(session.source, config, text);
	if (session.following !== undefined) await writeFile(session.target, onTarget, lazyRestoreConfig);
	const dump = withEnv({ CRIU_CONFIG_FILE: config }, argv);
	const restore = withEnv(session.following === undefined ? {} : { CRIU_CONFIG_FILE: onTarget }, [
		'/bin/sh',
		`${target.staging}/restore.sh`,
		dir,
		...restoreCommand(targetPlace(session), images.target, `${target.staging}/action.sh`),
	]);
	const attendants = Promise.all([
		attend(session.source, source.staging, 'dump', dump, {
			onReport: note(session, session.source, dump),
			init: session.facts?.container.pid,
		}),
		attend(session.target, target.staging, 'restore', restore, {
			onReport: note(session, session.target, restore),
		}),
	]);
	[session.dump, session.restore] = await within(attendants, limits.attendant, 'Starting the attendants');
	await startRestore(session);
	session.imageCopy = startImageCopy(
		{ host: session.source, dir: images.source },
		{ host: session.target, dir: images.target },
		worthCompressing(session.facts?.target.throughput),
	);
	const now = await census(session.source, sourcePlace(session));
	session.loadBefore = cpuShares(session.before ?? [], now ?? [], Date.now() - (session.beforeMs ?? 0));
	session.before = now;
	return startLastRound(session);
};
