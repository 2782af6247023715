import { announce } from '../../hosts/announce.ts';
import { readTail, writeFile } from '../../hosts/files.ts';
import { withMark } from '../../model/moved-mark.ts';
import { containerDir, emit, type Session, sourcePlace, targetPlace } from '../session.ts';
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
	const announced = await announce(session.target, targetPlace(session));
	for (const address of announced)
		emit(session, { type: 'log', host: session.target.name, line: `announced ${address}` });
	await retire(session);
	const kept = ['before', 'none'].map(
		(name) => `${containerDir(targetPlace(session))}/config.lxc-ferry-${name}`,
	);
	await session.target.run(['rm', '-f', '--', ...kept], { root: true });
	await endHelpers(session);
	await cleanUp(session);
};
