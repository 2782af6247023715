import { explain } from '../../failures/index.ts';
import { attend, type Report } from '../../hosts/attendant.ts';
import { census, cpuShares } from '../../hosts/census.ts';
import { readTail, writeFile } from '../../hosts/files.ts';
import type { Host } from '../../hosts/host.ts';
import { restoreCommand, withEnv } from '../../hosts/lxc.ts';
import { pageServerConfig, startPageServer } from '../../hosts/page-server.ts';
import { openTunnel } from '../../hosts/tunnel.ts';
import { FerryError } from '../../model/error.ts';
import { clipped } from '../../model/text.ts';
import { dumpArgv } from '../dump-command.ts';
import { criuLimit, limits, within } from '../limits.ts';
import { targetConfig } from '../plan.ts';
import { containerDir, emit, placesOf, type Session, sourcePlace, targetPlace } from '../session.ts';
import { lastRound } from './sync.ts';

/** Why CRIU failed, from its log on the host. */
export const criuFailure = async (
	session: Session,
	host: Host,
	staging: string,
	log: string,
): Promise<FerryError> => {
	const text =
		(await readTail(host, `${staging}/image/${log}`)) ??
		(await readTail(host, `${staging}/${log.split('.')[0]}.out`)) ??
		'';
	for (const line of text.trim().split('\n').slice(-12))
		emit(session, { type: 'log', host: host.name, line: clipped(line, 400) });
	return new FerryError(explain(text));
};

const note = (session: Session, host: Host, skewMs: number) => (report: Report) => {
	if (report.type !== 'mark') return;
	emit(session, { type: 'mark', host: host.name, name: report.name, ms: report.ms - skewMs });
};

const targetConfigOf = (session: Session): string => {
	const { request, facts } = session;
	if (facts === undefined) throw new Error('no facts were gathered');
	return targetConfig({ request, facts, places: placesOf(session) });
};

/** Reports the memory as it arrives on the target, with the rate since the last report. */
const memoryMeter = (session: Session) => {
	const total = session.facts?.container.memory;
	let before = { bytes: 0, ms: Date.now() };
	return (bytes: number): void => {
		const ms = Date.now();
		if (bytes === before.bytes) return;
		session.bytes += bytes - before.bytes;
		const rate = Math.round(((bytes - before.bytes) * 1000) / Math.max(1, ms - before.ms));
		before = { bytes, ms };
		emit(session, { type: 'stage', name: 'freeze', phase: 'progress', bytes, rate, ...(total === undefined ? {} : { total }) });
	};
};

/** Everything the blackout needs and that can be made before it: scripts, pipes, page server, tunnel, receiver. */
const makeReady = async (session: Session): Promise<void> => {
	const { source, target } = placesOf(session);
	const images = { source: `${source.staging}/image`, target: `${target.staging}/image` };
	let dump = await dumpArgv(session);
	if (session.plan?.method === 'stream') {
		session.pageServer = await startPageServer(session.target, images.target, memoryMeter(session));
		session.tunnel = await openTunnel(session.source, session.target, session.pageServer.port);
		await writeFile(session.source, `${source.staging}/criu.conf`, pageServerConfig(session.tunnel.port));
		dump = withEnv({ CRIU_CONFIG_FILE: `${source.staging}/criu.conf` }, dump);
	}
	const dir = containerDir(targetPlace(session));
	await writeFile(session.target, `${dir}/config.lxc-ferry-new`, targetConfigOf(session));
	const restore = [
		'/bin/sh',
		`${target.staging}/restore.sh`,
		dir,
		...restoreCommand(targetPlace(session), images.target, `${target.staging}/action.sh`),
	];
	const skew = {
		source: session.facts?.source.clockSkewMs ?? 0,
		target: session.facts?.target.clockSkewMs ?? 0,
	};
	const attendants = Promise.all([
		attend(session.source, source.staging, 'dump', dump, {
			onReport: note(session, session.source, skew.source),
			init: session.facts?.container.pid,
		}),
		attend(session.target, target.staging, 'restore', restore, {
			onReport: note(session, session.target, skew.target),
		}),
	]);
	[session.dump, session.restore] = await within(attendants, limits.attendant, 'Starting the attendants');
	session.receiver = session.target.start(['tar', '-C', images.target, '-xpf', '-'], { root: true });
	const now = await census(session.source, sourcePlace(session));
	session.loadBefore = cpuShares(session.before ?? [], now ?? [], Date.now() - (session.beforeMs ?? 0));
	session.before = now;
};

/**
Dumps the container. Its tasks stay frozen at CRIU's gate, with a complete image, until they are given up or let
go: until then nothing is lost by any failure. The last round of the file system runs beside the dump.
*/
export const freeze = async (session: Session, signal: AbortSignal): Promise<void> => {
	await makeReady(session);
	signal.throwIfAborted();
	const { source } = placesOf(session);
	const dump = session.dump;
	if (dump === undefined) throw new Error('nobody attends the dump');
	emit(session, { type: 'intent', act: 'freeze', detail: `${source.staging}/image` }, true);
	const skew = session.facts?.source.clockSkewMs ?? 0;
	dump.begin();
	// Without a network namespace of its own CRIU locks no network: the gate is then the first sign.
	const first = Promise.race([dump.mark('network-lock'), dump.mark('post-dump')]);
	const frozen = await within(first, limits.criu, 'Freezing the container', dump.kill);
	if (frozen === undefined) throw await criuFailure(session, session.source, source.staging, 'dump.log');
	session.frozenMs = frozen - skew;
	emit(session, { type: 'frozen', host: session.source.name });
	session.lastRound = lastRound(session, signal);
	// Looked at in transfer; noted here so that an early failure is not an unhandled rejection.
	session.lastRound.catch(() => {});
	const gate = await within(dump.gate(), criuLimit(session.facts?.container.memory), 'The dump', dump.kill);
	signal.throwIfAborted();
	if (!gate.reached) throw await criuFailure(session, session.source, source.staging, 'dump.log');
};
