import { pipeline } from 'node:stream/promises';
import type { Started } from './command.ts';
import type { Host } from './host.ts';

/** tar on both hosts: the source's waits for a word, the target's for data. Started before the blackout, used in it. */
export type ImageCopy = { sender: Started; receiver: Started };

/** Gets a copy of a directory ready; `slow` links get it compressed. Needs tar and, if slow, gzip. */
export const startImageCopy = (
	source: { host: Host; dir: string },
	target: { host: Host; dir: string },
	slow: boolean,
): ImageCopy => {
	// Without memory pages an image shrinks to a fifth: on a long link that is also fewer round trips.
	const send = `read -r word && exec tar -C "$1" ${slow ? '-I "gzip -1" ' : ''}-cf - .`;
	const sender = source.host.start(['/bin/sh', '-c', send, 'send', source.dir], { root: true });
	const receive = ['tar', '-C', target.dir, slow ? '-xzpf' : '-xpf', '-'];
	const receiver = target.host.start(receive, { root: true });
	for (const { stdin } of [sender, receiver]) stdin.on('error', () => {});
	return { sender, receiver };
};

/**
Sends the directory; resolves with the exit statuses of both ends when they have ended. Rejects when `signal` is aborted,
or with an error that says so when nothing was sent for `silenceMs`; then both may still be there.
*/
export const sendImage = async (
	{ sender, receiver }: ImageCopy,
	{
		signal,
		silenceMs,
		onBytes,
	}: { signal: AbortSignal; silenceMs: number; onBytes: (bytes: number) => void },
): Promise<{ sent: number; received: number }> => {
	const silence = new AbortController();
	const tooLong = () => silence.abort(new Error(`nothing was sent for ${silenceMs / 1000} s`));
	const timer = setTimeout(tooLong, silenceMs);
	const either = AbortSignal.any([signal, silence.signal]);
	either.throwIfAborted();
	const stopped = new Promise<never>((_, reject) => {
		either.addEventListener('abort', () => reject(either.reason as Error), { once: true });
	});
	sender.stdin.end('go\n');
	sender.stdout.on('data', (data: Buffer) => {
		onBytes(data.length);
		timer.refresh();
	});
	// How the pipe ended counts for nothing: tar leaves when it has read the archive's last block, and a pipe whose
	// reader leaves before its end is "closed prematurely". The exit statuses tell whether all was sent and received.
	const passed = pipeline(sender.stdout, receiver.stdin, { signal: either }).catch(() => {});
	try {
		const [{ exitCode: sent = 255 }, { exitCode: received = 255 }] = await Promise.race([
			stopped,
			Promise.all([sender, receiver, passed]),
		]);
		return { sent, received };
	} finally {
		clearTimeout(timer);
	}
};
