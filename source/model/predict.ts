import type { Method } from './stages.ts';
import { median } from './statistics.ts';

/** What a prediction is made of; what is not known is left out, and counts as what is usual. */
export type Known = {
	method: Method;
	/** Bytes of anonymous and shared memory. */
	memory?: number | undefined;
	/** Bytes that change per second, where the kernel tracks it. */
	dirtyRate?: number | undefined;
	processes?: number | undefined;
	/** Milliseconds there and back. */
	roundTripMs?: number | undefined;
	/** Bytes per second. */
	throughput?: number | undefined;
	/** Bytes of the root file system. */
	files?: number | undefined;
	/** How long a round of the file system took in which little had changed, milliseconds. */
	lastRoundMs?: number | undefined;
};

/** Milliseconds. `factor` is what earlier migrations taught; without them 1. */
export type Prediction = { blackoutMs: number; totalMs: number; factor?: number };

/** Measured in the lab (docs/benchmark.md): what a freeze, a dump and a restore take without memory. */
const criuMs = 250;
const perProcessMs = 8;
/** Times that the blackout waits for the other side: names, files, image, restore, release; the page server asks more. */
const roundTrips = { 'stop-and-copy': 5, stream: 10, 'pre-copy': 10, 'post-copy': 8 } as const;
/** CRIU writes and reads memory at about this rate, bytes per second; the slower of it and the link counts. */
const memoryRate = 400e6;
const usualThroughput = 100e6;
/** Checks, preparation, verification, tidying up. */
const aroundMs = 4500;
/** Pre-copy sends all memory first, then what changed meanwhile; its rounds end when they don't get shorter. */
const roundsAhead = 1.3;
const setUpMs = 500;

const memoryMs = ({ method, memory = 0, dirtyRate = 0, throughput = usualThroughput }: Known): number => {
	const rate = Math.min(throughput, memoryRate);
	const send = method === 'pre-copy' ? Math.min(memory, dirtyRate * (setUpMs / 1000)) : memory;
	const restored = (memory / memoryRate) * 1000;
	const written = method === 'stop-and-copy' ? (memory / memoryRate) * 1000 : 0;
	return (send / rate) * 1000 + written + restored;
};

/** What is predicted from facts alone. */
const raw = (known: Known): Prediction => {
	const {
		method,
		memory = 0,
		processes = 0,
		roundTripMs = 0,
		throughput = usualThroughput,
		files = 0,
	} = known;
	const waits = roundTrips[method] * roundTripMs;
	const blackoutMs = criuMs + processes * perProcessMs + waits + memoryMs(known);
	// Files are copied beside the dump: only a round that is longer than it counts.
	const late = Math.max(0, (known.lastRoundMs ?? 0) - blackoutMs / 2);
	const ahead = method === 'pre-copy' ? ((memory * roundsAhead) / throughput) * 1000 : 0;
	const copied = (files / throughput) * 1000;
	return { blackoutMs: blackoutMs + late, totalMs: aroundMs + blackoutMs + late + ahead + copied };
};

/** An earlier migration: its prediction, and what was measured. */
export type Lesson = { predicted: Prediction; blackoutMs: number };

const mostLessons = 5;
const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** How much longer blackouts were than facts alone had said; newest lessons first. */
export const factorOf = (lessons: readonly Lesson[]): number => {
	const factors = lessons
		.slice(0, mostLessons)
		.filter(({ predicted, blackoutMs }) => predicted.blackoutMs > 0 && blackoutMs > 0)
		.map(({ predicted, blackoutMs }) => (blackoutMs * (predicted.factor ?? 1)) / predicted.blackoutMs);
	return factors.length === 0 ? 1 : within(median(factors), 0.2, 5);
};

/** Blackout and total time from facts, corrected by a factor that earlier migrations taught. */
export const predictWith = (known: Known, factor: number): Prediction => {
	const { blackoutMs, totalMs } = raw(known);
	const corrected = blackoutMs * factor;
	return {
		blackoutMs: Math.round(corrected),
		totalMs: Math.round(totalMs - blackoutMs + corrected),
		...(factor === 1 ? {} : { factor }),
	};
};

/** The same, corrected by what earlier migrations between the same hosts took. */
export const predict = (known: Known, lessons: readonly Lesson[] = []): Prediction =>
	predictWith(known, factorOf(lessons));

/** Slower than this, compressing costs less time than it saves (zstd: about 300 MB/s a core; ssh needs some of it). */
const slowLink = 40e6;

export const worthCompressing = (throughput: number | undefined): boolean =>
	throughput !== undefined && throughput < slowLink;
