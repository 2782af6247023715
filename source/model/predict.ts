import { unnoticed } from './pre-copy.ts';
import type { Method } from './stages.ts';
import { median } from './statistics.ts';

/** What a prediction is made of; what is not known is left out, and counts as what is usual. */
export type Known = {
	method: Method;
	/** Bytes of anonymous and shared memory. */
	memory?: number | undefined;
	/** Bytes that the last round of pre-copy sent: about as many are left for the blackout. */
	left?: number | undefined;
	processes?: number | undefined;
	/** Milliseconds there and back. */
	roundTripMs?: number | undefined;
	/** Bytes per second. */
	throughput?: number | undefined;
	/** Bytes of the root file system that the target does not have yet. */
	files?: number | undefined;
	/** Bytes per second that files may take of the link. */
	bandwidth?: number | undefined;
	/** How long a round of the file system took in which little had changed, milliseconds. */
	lastRoundMs?: number | undefined;
};

/**
Milliseconds. `factor` is what earlier migrations taught of the blackout, `restFactor` of the time around it; without
them 1.
*/
export type Prediction = { blackoutMs: number; totalMs: number; factor?: number; restFactor?: number };

/** Measured in the lab (docs/benchmark.md): what a freeze, a dump and a restore take without memory. */
const criuMs = 200;
const perProcessMs = 8;
/** Times that the blackout waits for the other side: names, files, image, restore, release; the page server asks more. */
const waits = { image: 5, pages: 10 };
/** CRIU sends memory at about this rate, bytes per second; the slower of it and the link counts. */
const dumpRate = 600e6;
const restoreRate = 2e9;
const usualThroughput = 100e6;
/** Checks, preparation, verification, tidying up: measured without a delay on the link, and with 40 ms on it. */
const aroundMs = 2100;
const waitsAround = 80;
/** CRIU's lazy-pages daemon asks for one piece after the other. */
const fetchRate = 100e6;
/** Pre-copy sends all memory first, then what changed meanwhile; its rounds end when they don't get shorter. */
const roundsAhead = 1.3;

/** Nothing tells before the first round how fast memory changes: assumed is that the rounds end because it is little. */
const leftOf = ({ memory = 0, left }: Known, rate: number): number =>
	left ?? Math.min(memory, unnoticed(rate));

const memoryMs = (known: Known): number => {
	const { method, memory = 0, throughput = usualThroughput } = known;
	const rate = Math.min(throughput, dumpRate);
	// What CRIU can't fetch later (shared memory, its own pages) is little.
	if (method === 'post-copy') return 0;
	const send = method === 'pre-copy' ? leftOf(known, rate) : memory;
	const written = method === 'stop-and-copy' ? memory / dumpRate : 0;
	return (send / rate + written + memory / restoreRate) * 1000;
};

/** What is predicted from facts alone: the blackout, and the time before and after it. */
const raw = (known: Known): { blackoutMs: number; restMs: number } => {
	const { method, memory = 0, processes = 0, roundTripMs = 0, throughput = usualThroughput } = known;
	const { files = 0, bandwidth = Number.POSITIVE_INFINITY, lastRoundMs = 0 } = known;
	const waiting =
		(method === 'stop-and-copy' || method === 'post-copy' ? waits.image : waits.pages) * roundTripMs;
	const blackoutMs = criuMs + processes * perProcessMs + waiting + memoryMs(known);
	// Files are copied beside the dump: only a round that is longer than it counts.
	const late = Math.max(0, lastRoundMs - blackoutMs / 2);
	const ahead = method === 'pre-copy' ? (memory * roundsAhead) / throughput : 0;
	const after = method === 'post-copy' ? memory / Math.min(throughput, fetchRate) : 0;
	const copied = files / Math.min(throughput, bandwidth);
	return {
		blackoutMs: blackoutMs + late,
		restMs: aroundMs + waitsAround * roundTripMs + (ahead + copied + after) * 1000,
	};
};

/** An earlier migration of the same kind: its prediction, and what was measured. */
export type Lesson = { predicted: Prediction; blackoutMs: number; totalMs?: number };

const mostLessons = 5;
const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

type Compared = { measured: number; predicted: number; factor: number | undefined };

const correction = (compared: readonly Compared[]): number => {
	const factors = compared
		.filter(({ measured, predicted }) => predicted > 0 && measured > 0)
		.map(({ measured, predicted, factor = 1 }) => (measured * factor) / predicted);
	return factors.length === 0 ? 1 : within(median(factors), 0.2, 5);
};

/** How much longer blackouts were than facts alone had said; newest lessons first. */
export const factorOf = (lessons: readonly Lesson[]): number =>
	correction(
		lessons.slice(0, mostLessons).map(({ predicted, blackoutMs }) => ({
			measured: blackoutMs,
			predicted: predicted.blackoutMs,
			factor: predicted.factor,
		})),
	);

/** The same of the time before and after the blackout. */
export const restFactorOf = (lessons: readonly Lesson[]): number =>
	correction(
		lessons.slice(0, mostLessons).map(({ predicted, blackoutMs, totalMs = 0 }) => ({
			measured: totalMs - blackoutMs,
			predicted: predicted.totalMs - predicted.blackoutMs,
			factor: predicted.restFactor,
		})),
	);

/** Blackout and total time from facts, corrected by factors that earlier migrations taught. */
export const predictWith = (known: Known, factor: number, restFactor = 1): Prediction => {
	const { blackoutMs, restMs } = raw(known);
	const corrected = blackoutMs * factor;
	return {
		blackoutMs: Math.round(corrected),
		totalMs: Math.round(corrected + restMs * restFactor),
		...(factor === 1 ? {} : { factor }),
		...(restFactor === 1 ? {} : { restFactor }),
	};
};

/** The same, corrected by what earlier migrations of the same kind took. */
export const predict = (known: Known, lessons: readonly Lesson[] = []): Prediction =>
	predictWith(known, factorOf(lessons), restFactorOf(lessons));

/** Slower than this, compressing costs less time than it saves (zstd: about 300 MB/s a core; ssh needs some of it). */
const slowLink = 40e6;

export const worthCompressing = (throughput: number | undefined): boolean =>
	throughput !== undefined && throughput < slowLink;
