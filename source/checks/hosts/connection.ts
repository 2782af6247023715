import type { Check, Facts } from '../../model/facts.ts';
import { about } from '../../model/format.ts';
import { predict } from '../../model/predict.ts';
import { bytes } from '../../model/text.ts';
import { ok, type Seen, unknown } from '../evidence.ts';

/** The plan's own prediction tells the usual; this is for what nobody expects. */
const unexpectedMs = 60_000;

const longBlackout = ({ target, container }: Facts): Seen[] => {
	const { throughput, roundTripMs } = target;
	const { memory, pids } = container;
	if (memory === undefined || !throughput) return [];
	const known = { memory, throughput, roundTripMs, processes: pids.length };
	const { blackoutMs } = predict({ method: 'stream', ...known });
	if (blackoutMs <= unexpectedMs) return [];
	return [
		{
			level: 'warn',
			title: `The blackout will be ${about(blackoutMs)} if all memory is copied then`,
			detail: `${bytes(memory)} of memory at ${bytes(throughput)}/s`,
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
	evaluate: (facts) => {
		const { target } = facts;
		const { roundTripMs } = target;
		if (roundTripMs === undefined)
			return unknown('The connection', target.trouble ?? 'no round trip was measured');
		const slow = roundTripMs > 1000;
		const first: Seen = slow
			? {
					level: 'warn',
					title: `Commands take long to reach the target: ${roundTripMs} ms`,
					meaning: 'Each step of the blackout waits for it.',
					remedy: 'Look at the link, at DNS (UseDNS in sshd_config) and at the load of the target.',
				}
			: ok(`The target answers in ${roundTripMs} ms`);
		return [first, ...longBlackout(facts)];
	},
};
