import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Host } from './host.ts';

/** What the shared ssh connection to a host can do. */
export type Link = {
	/** Milliseconds there and back. */
	roundTripMs: number;
	/** Bytes per second. */
	throughput: number;
};

/** Answers each word; data is taken from the same stream, which dash reads byte by byte. */
const script = `while read -r word count; do
	case $word in
		ping) echo pong ;;
		take) head -c "$count" >/dev/null && echo taken ;;
	esac
done`;

const pings = 3;
/** The first tells whether the second, which is past TCP's slow start, would take too long. */
const sizes = { first: 256 * 1024, second: 4 * 1024 * 1024 };
const patientMs = 1000;
const limitMs = 20_000;

/** Measures the connection to a host with a few megabytes; undefined for this machine, or if it can't be measured. */
export const measureLink = async (host: Host, signal?: AbortSignal): Promise<Link | undefined> => {
	if (host.local) return undefined;
	const child = host.start(['/bin/sh', '-c', script]);
	const end = () => void child.kill('SIGTERM');
	const timer = setTimeout(end, limitMs);
	signal?.addEventListener('abort', end);
	child.stdin.on('error', () => {});
	child.stderr.resume();
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const ask = async (word: string, data?: Buffer): Promise<number> => {
		const began = performance.now();
		child.stdin.write(`${word}\n`);
		if (data !== undefined) child.stdin.write(data);
		if ((await lines.next()).done) throw new Error('the connection ended');
		return performance.now() - began;
	};
	try {
		let roundTripMs = Number.POSITIVE_INFINITY;
		for (let count = 0; count < pings; count++) roundTripMs = Math.min(roundTripMs, await ask('ping'));
		const rate = async (size: number) => {
			const ms = await ask(`take ${size}`, randomBytes(size));
			return { ms, throughput: Math.round((size * 1000) / Math.max(1, ms - roundTripMs)) };
		};
		const first = await rate(sizes.first);
		const { throughput } = first.ms > patientMs ? first : await rate(sizes.second);
		return { roundTripMs, throughput };
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', end);
		child.stdin.end();
	}
};
