import { pipeline } from 'node:stream/promises';
import { readTail } from '../../hosts/files.ts';
import { FerryError } from '../../model/error.ts';
import { limits, within } from '../limits.ts';
import { noteSpan, placesOf, type Session } from '../session.ts';
import { startLastRound } from './sync.ts';

/** Sends the image directory through the receiver that waits on the target. */
const sendImages = async (session: Session, signal: AbortSignal): Promise<void> => {
	const { sender, receiver } = session;
	if (sender === undefined || receiver === undefined) throw new Error('nobody sends or receives the images');
	const from = Date.now();
	sender.stdin.end('go\n');
	const silence = new AbortController();
	const timer = setTimeout(
		() => silence.abort(new Error(`nothing was sent for ${limits.silence / 1000} s`)),
		limits.silence,
	);
	sender.stdout.on('data', (data: Buffer) => {
		session.bytes += data.length;
		timer.refresh();
	});
	await pipeline(sender.stdout, receiver.stdin, {
		signal: AbortSignal.any([signal, silence.signal]),
	}).finally(() => clearTimeout(timer));
	const ends = Promise.all([sender, receiver]);
	const [sent, received] = await within(ends, limits.silence, 'The end of sending the image');
	noteSpan(session, 'image', 'send', from);
	if (sent.exitCode === 0 && received.exitCode === 0) return;
	throw new FerryError({
		what: 'The image could not be sent to the target',
		why: `tar ended with status ${sent.exitCode} on the source and ${received.exitCode} on the target.`,
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
		if (session.dump?.noted('linked-files')) await startLastRound(session).run(signal);
	};
	await Promise.all([files(), sendImages(session, signal), pagesArrived(session)]);
};
