import { FerryError } from '../model/error.ts';

/**
How long each step may take before the migration turns back. Every limit is far above what was measured; none is
there to make a slow host fail, each so that no dead process or link can hold a container frozen for ever.
*/
export const limits = {
	/** Starting ssh, shell and pipes of an attendant. */
	attendant: 30_000,
	/** CRIU's own work without memory: processes, files, namespaces. */
	criu: 120_000,
	/** Memory moves at least this fast, bytes per millisecond: a 100 Mbit/s link that is half used. */
	memoryPerMs: 6_000,
	/** From the word `go` to the end of lxc-checkpoint: processes are killed or resumed, nothing is copied. */
	handover: 60_000,
	/** The page server ends when the dump closes its connection. */
	pageServer: 60_000,
	/** Nothing arrived of the image for so long: the link is dead, whatever TCP thinks. */
	silence: 30_000,
	/** Looking at every inode of a tree, while the container stands still: 20 million files on a slow disk. */
	search: 120_000,
	/** fsync of the image: a slow disk at 5 MB/s. */
	fsyncPerMs: 5_000,
} as const;

/** Limit for a dump or a restore of `memory` bytes. */
export const criuLimit = (memory: number | undefined): number =>
	limits.criu + Math.ceil((memory ?? 0) / limits.memoryPerMs);

/**
Gives what `work` gives, or rejects when nothing was heard of it for `ms`; `heard` gives the time of the last sign,
`onLimit` ends what hangs.
*/
export const withinSilence = async <Value>(
	work: Promise<Value>,
	ms: number,
	heard: () => number,
	step: string,
	onLimit: () => void = () => {},
): Promise<Value> => {
	let timer: NodeJS.Timeout | undefined;
	const silent = new Promise<never>((_, reject) => {
		const look = () => {
			const left = heard() + ms - Date.now();
			if (left > 0) {
				timer = setTimeout(look, left);
				return;
			}
			onLimit();
			reject(
				new FerryError({
					what: `${step} has stopped: nothing came for ${Math.round(ms / 1000)} seconds`,
					why: 'It hangs, or the link does not carry anything any more.',
				}),
			);
		};
		look();
	});
	try {
		return await Promise.race([work, silent]);
	} finally {
		clearTimeout(timer);
	}
};

/** Gives what `work` gives, or rejects after `ms` with an error that names the step; `onLimit` ends what hangs. */
export const within = async <Value>(
	work: Promise<Value>,
	ms: number,
	step: string,
	onLimit: () => void = () => {},
): Promise<Value> => {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			onLimit();
			reject(
				new FerryError({
					what: `${step} took longer than ${Math.round(ms / 1000)} seconds`,
					why: 'It hangs, or its host does not answer any more.',
				}),
			);
		}, ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
};

/** Gives what `work` gives, or rejects at once when the migration is cancelled: what hangs does not hold that up. */
export const untilAborted = async <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> => {
	const { promise, reject } = Promise.withResolvers<never>();
	const abort = () => reject(signal.reason);
	signal.addEventListener('abort', abort);
	if (signal.aborted) abort();
	try {
		return await Promise.race([work, promise]);
	} finally {
		signal.removeEventListener('abort', abort);
	}
};
