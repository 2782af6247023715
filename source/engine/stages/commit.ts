import { announce } from '../../hosts/announce.ts';
import { readTail, writeFile } from '../../hosts/files.ts';
import { containerState } from '../../hosts/lxc.ts';
import { FerryError } from '../../model/error.ts';
import { withMark } from '../../model/moved-mark.ts';
import { limits, within } from '../limits.ts';
import { containerDir, emit, placesOf, type Session, sourcePlace, targetPlace } from '../session.ts';
import { cleanUp, endHelpers } from './cleanup.ts';

/** Retires the source's copy: marked, so that it can't be started by accident, or removed if the user said so. */
const retire = async (session: Session): Promise<void> => {
	const dir = containerDir(sourcePlace(session));
	if (session.request.keepSource === false) {
		// Safe: the target runs it, verified, and the user asked for it.
		const { exit, stderr } = await session.source.run(
			['lxc-destroy', '-P', sourcePlace(session).lxcPath, '-n', sourcePlace(session).name],
			{
				root: true,
				timeoutMs: 600_000,
			},
		);
		if (exit === 0) return;
		emit(session, {
			type: 'log',
			host: session.source.name,
			line: `the copy on the source could not be removed: ${stderr.trim()}`,
		});
	}
	const config = await readTail(session.source, `${dir}/config`, 1024 * 1024);
	if (config === undefined) throw new Error(`${dir}/config can't be read`);
	await writeFile(
		session.source,
		`${dir}/config`,
		withMark(config, { id: session.id, to: session.target.name, at: new Date().toISOString() }),
	);
};

/** The container runs on the target, verified: neighbours are told, the source's copy is retired, images go. */
export const commit = async (session: Session): Promise<void> => {
	emit(
		session,
		{ type: 'intent', act: 'commit', detail: `${session.source.name} keeps a marked copy` },
		true,
	);
	const { staging } = placesOf(session).target;
	for (const line of await (session.announced ?? announce(session.target, targetPlace(session), staging)))
		emit(session, { type: 'log', host: session.target.name, line });
	// lxc-checkpoint still tidied up on the source when the target was let go.
	if (session.dump !== undefined)
		await within(session.dump.exited, limits.handover, 'The end of the dump', session.dump.kill).catch(
			() => {},
		);
	// The files are to be on the target's disk before the source's copy is given up: sync(1), one file system.
	await session.target.run(['sync', '-f', placesOf(session).target.rootfs], {
		root: true,
		timeoutMs: 600_000,
	});
	await retire(session);
	const kept = ['before', 'none'].map(
		(name) => `${containerDir(targetPlace(session))}/config.lxc-ferry-${name}`,
	);
	await session.target.run(['rm', '-f', '--', ...kept], { root: true, timeoutMs: 30_000 });
	await endHelpers(session);
	// The images are the last way back: they go only while it is alive.
	if ((await containerState(session.target, targetPlace(session))) !== 'RUNNING') {
		throw new FerryError({
			what: 'The container ended on the target before everything was tidied up',
			why: 'Its memory as it was at the freeze is still there, in the image.',
		});
	}
	await cleanUp(session);
};
