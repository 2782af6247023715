import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, unknown, unseenProcesses } from '../evidence.ts';

/** What /proc/net/protocols may name and CRIU has code for (criu/sockets.c); raw and ping sockets are, as the lab shows. */
const known =
	/^(TCP|TCPv6|UDP|UDPv6|UDP-LITE|UDPLITEv6|UNIX|UNIX-STREAM|NETLINK|PACKET|RAW|RAWv6|PING|PINGv6)$/;

export const protocols: Check = {
	id: 'protocols',
	title: 'Only protocols that CRIU knows',
	scope: 'container',
	looksAt: '/proc/PID/net/protocols: sockets in use by protocol (MPTCP, SCTP, VSOCK, ALG, XDP, BLUETOOTH...)',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Protocols');
		if (unseen) return unseen;
		const { sockets, raw } = facts.container;
		if (!sockets || !raw.has('net.protocols'))
			return unknown('Protocols', 'the tables of its network were not seen');
		const odd = [...sockets.protocols].filter(([name]) => !known.test(name));
		if (odd.length === 0)
			return ok(
				'All sockets are of protocols that CRIU knows',
				[...sockets.protocols.keys()].join(', ') || undefined,
			);
		const multipath = odd.some(([name]) => name.startsWith('MPTCP'));
		return {
			level: 'fail',
			title: `Sockets of protocols that CRIU can't carry: ${some(odd.map(([name]) => name))}`,
			detail: odd.map(([name, count]) => `${count} ${name}`).join(', '),
			meaning: 'CRIU has no way to read and restore the state of such a connection (Unsupported proto).',
			remedy: multipath
				? 'Go programs listen with multipath TCP by default: set GODEBUG=multipathtcp=0 for them and restart them.'
				: 'Stop the program that uses it for the move.',
		};
	},
};
