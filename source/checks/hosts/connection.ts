import type { Check } from '../../model/facts.ts';
import { bytes } from '../../model/text.ts';
import { ok, type Seen, unknown } from '../evidence.ts';

/** Freezing, the scripts, the last difference and the restore take about this long without any memory (lab-facts). */
const baseMs = 900;

const prediction = (memory: number | undefined, throughput: number | undefined): Seen[] => {
	if (memory === undefined || !throughput) return [];
	const seconds = (baseMs + (memory / throughput) * 1000) / 1000;
	// The plan's own prediction tells the usual; this is for what nobody expects.
	if (seconds <= 60) return [];
	const detail = `${bytes(memory)} of memory at ${bytes(throughput)}/s`;
	return [
		{
			level: 'warn',
			title: `The blackout will be about ${Math.round(seconds)} s if all memory is copied then`,
			detail,
			meaning: 'For that long the container answers nobody; TCP connections wait and go on.',
			remedy: 'Use a faster link, or a method that copies memory in advance.',
		},
	];
};

export const connection: Check = {
	id: 'connection',
	title: 'Connection to the target',
	scope: 'target',
	looksAt: 'time of an ssh round trip, measured throughput, memory of the container',
	evaluate: ({ source, target, container }) => {
		const { roundTripMs } = target;
		if (roundTripMs === undefined)
			return unknown('The connection', target.trouble ?? 'no round trip was measured');
		const throughput = target.throughput ?? source.throughput;
		const slow = roundTripMs > 1000;
		const first: Seen = slow
			? {
					level: 'warn',
					title: `Commands take long to reach the target: ${roundTripMs} ms`,
					meaning: 'Each step of the blackout waits for it.',
					remedy: 'Look at the link, at DNS (UseDNS in sshd_config) and at the load of the target.',
				}
			: ok(`The target answers in ${roundTripMs} ms`);
		return [first, ...prediction(container.memory, throughput)];
	},
};
