import type { Check } from '../../model/facts.ts';
import { counted } from '../../model/text.ts';
import { ok, unknown, unseenProcesses } from '../evidence.ts';

/** `The socket has data to read` (criu/sk-netlink.c); it passes as soon as the program reads. */
export const netlink: Check = {
	id: 'netlink',
	title: 'No unread messages of the kernel',
	scope: 'container',
	looksAt: '/proc/PID/net/netlink: receive queues',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Netlink sockets');
		if (unseen) return unseen;
		const { sockets, raw } = facts.container;
		if (!sockets || !raw.has('net.netlink'))
			return unknown('Netlink sockets', 'the table of its netlink sockets was not seen');
		return sockets.netlinkUnread === 0
			? ok('No netlink socket has unread messages')
			: {
					level: 'warn',
					title: `${counted(sockets.netlinkUnread, 'netlink socket')} with unread messages`,
					meaning:
						'A program has not read what the kernel told it; CRIU does not dump such a socket. Mostly this passes in a moment.',
					remedy:
						'Check again; if it stays, restart the program that does not read (a DHCP client, a network daemon).',
				};
	},
};
