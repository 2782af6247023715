import { readTail } from '../../hosts/files.ts';
import { sendImage } from '../../hosts/image-copy.ts';
import { FerryError } from '../../model/error.ts';
import { startLastRound } from '../last-round.ts';
import { limits, within } from '../limits.ts';
import { noteSpan, placesOf, type Session } from '../session.ts';

/** Sends the image directory through the receiver that waits on the target. */
const sendImages = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { imageCopy } = session;
	if (imageCopy === undefined) throw new Error('nobody sends or receives the images');
	const from = Date.now();
	const onBytes = (bytes: number) => {
		session.bytes += bytes;
	};
	const { sent, received } = await sendImage(imageCopy, { signal, silenceMs: limits.silence, onBytes });
	noteSpan(session, 'image', 'send', from);
	if (sent === 0 && received === 0) return;
	throw new FerryError({
		what: 'The image could not be sent to the target',
		why: `tar ended with status ${sent} on the source and ${received} on the target.`,
		next: ['Look at the free space of /var/lib/lxc-ferry on the target, then try again.'],
	});
};

const pagesArrived = async (session: Session): Promise<void> => {
	const { target } = placesOf(session);
	const server = session.memoryWay?.server;
	if (server === undefined) return;
	const exit = await within(server.exited, limits.pageServer, 'Receiving the memory', server.stop);
	if (exit === 0) return;
	const log = await readTail(session.target, `${target.staging}/image/page-server.log`, 2000);
	throw new FerryError({
		what: 'The memory did not arrive completely on the target',
		why: `The page server ended with status ${exit}.`,
		...(log === undefined ? {} : { evidence: log.trim().split('\n').slice(-3) }),
		next: ['Look at the free space of /var/lib/lxc-ferry on the target, or try --method stop-and-copy.'],
	});
};

/** Last difference of the files, and the image: after this the target holds everything. */
export const transfer = async (session: Session, signal: AbortSignal): Promise<void> => {
	const files = async () => {
		await session.lastRound;
		// Files that CRIU linked into the root file system while it dumped (criu(8), --link-remap) came after that round.
		const more = (await session.waitingRound?.more()) || session.dump?.noted('linked-files');
		if (!more) return;
		const round = startLastRound(session);
		session.waitingRound = round;
		await round.run(signal);
	};
	await Promise.all([files(), sendImages(session, signal), pagesArrived(session)]);
};
