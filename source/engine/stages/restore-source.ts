import { endOrphans } from '../../hosts/orphans.ts';
import { imageDirs } from '../../hosts/pre-images.ts';
import { noteLife } from '../../hosts/same-life.ts';
import { makeStaging } from '../../hosts/staging.ts';
import { copyFiles } from '../copy.ts';
import { restoreFromImage } from '../restore-from-image.ts';
import { emit, placesOf, type Session, sourcePlace } from '../session.ts';
import type { Whereabouts } from '../where.ts';

/**
Pages that went straight to the target are only there; what CRIU wrote on the source is still here. Of an image that is
not whole here the target's is, or nothing would be restored (canComeBack).
*/
const fetchImage = async (session: Session): Promise<void> => {
	const { source, target } = placesOf(session);
	for (const dir of await imageDirs(session.target, target.staging)) {
		await copyFiles(session, 'restore', {
			from: { host: session.target, path: `${target.staging}/${dir}/` },
			to: { host: session.source, path: `${source.staging}/${dir}/` },
			exclude: ['*.log'],
		});
	}
};

/** An image that pages were streamed past is fetched again: how many files of pages belong to it is known there only. */
export const completeImage = async (session: Session, { source }: Whereabouts): Promise<void> => {
	if (session.plan?.method === 'stop-and-copy' && source.image) return;
	if (source.bytes === undefined) await makeStaging(session.source, placesOf(session).source.staging);
	await fetchImage(session);
};

/** Restores the memory on the source from the image; its root file system is as it was at the freeze. */
export const restoreOnSource = async (session: Session): Promise<void> => {
	const { source } = placesOf(session);
	// Of an earlier attempt whose CRIU was killed.
	await endOrphans(session.source, sourcePlace(session));
	emit(session, { type: 'intent', act: 'restore-source', detail: `${source.staging}/image` }, true);
	const place = sourcePlace(session);
	await restoreFromImage(session, { host: session.source, place, staging: source.staging });
	// From now on this is its life: a recovery must not take it for a fresh start.
	await noteLife(session.source, place, source.staging).catch((error: unknown) =>
		emit(session, { type: 'log', host: session.source.name, line: String(error) }),
	);
};
