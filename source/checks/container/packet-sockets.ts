import type { Check } from '../../model/facts.ts';
import { ok, unknown, unseenProcesses } from '../evidence.ts';

/** `Multiple MC membership not supported` and others of criu/sk-packet.c; a plain packet socket is carried. */
export const packetSockets: Check = {
	id: 'packet-sockets',
	title: 'Packet sockets',
	scope: 'container',
	looksAt: '/proc/PID/net/packet',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Packet sockets');
		if (unseen) return unseen;
		const rows = facts.container.raw.get('net.packet');
		if (!rows) return unknown('Packet sockets', 'the table of its packet sockets was not seen');
		const names = facts.container.processes?.map(({ name }) => name) ?? [];
		const dhcp = names.find((name) => /^(dhclient|dhcpcd|udhcpc|systemd-network|NetworkManager)/.test(name));
		if (rows.length <= 1) return ok('No packet sockets are open');
		return {
			level: 'info',
			title: `${rows.length - 1} packet sockets are open`,
			...(dhcp ? { detail: `by ${dhcp}, most likely` } : {}),
			meaning:
				"A DHCP client or a packet sniffer; CRIU carries plain ones. A leased address may be another network's on the target.",
		};
	},
};
