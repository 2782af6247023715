import type { Check } from '../../model/facts.ts';
import { counted, printable } from '../../model/text.ts';
import { ok, type Seen, unknown, unseenProcesses } from '../evidence.ts';

const carried = ['established', 'close-wait', 'fin-wait-1', 'fin-wait-2', 'last-ack', 'closing', 'syn-sent'];

export const tcp: Check = {
	id: 'tcp',
	title: 'TCP connections',
	scope: 'container',
	looksAt: '/proc/PID/net/tcp and tcp6: connections by state, and queues of listening sockets',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'TCP connections');
		if (unseen) return unseen;
		const { sockets } = facts.container;
		if (!sockets) return unknown('TCP connections', 'the tables of its network were not seen');
		const states = carried.flatMap((state) => {
			const count = sockets.tcp.get(state) ?? 0;
			return count > 0 ? [`${count} ${state}`] : [];
		});
		const findings: Seen[] = [
			states.length === 0
				? ok('No TCP connections are open')
				: {
						level: 'ok',
						title: `${states.join(', ')} TCP connections are carried along`,
						meaning: 'They wait during the blackout and go on, if the container keeps its address.',
					},
		];
		const queued = sockets.waiting.reduce((sum, { queued: count }) => sum + count, 0);
		if (queued > 0)
			findings.push({
				level: 'info',
				title: `${counted(queued, 'connection')} wait to be accepted`,
				detail: sockets.waiting
					.map(({ address, queued: count }) => `${printable(address)}: ${count}`)
					.join(', '),
				meaning:
					'A connection that nobody has accepted when the container is frozen is lost; its client must connect again.',
			});
		return findings;
	},
};
