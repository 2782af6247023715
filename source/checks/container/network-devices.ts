import type { Check } from '../../model/facts.ts';
import { clipped, some } from '../../model/text.ts';
import { ok, unknown, unseenProcesses } from '../evidence.ts';

/** Kinds of links that dump_one_link in criu/net.c has code for. */
const known = new Set(['loopback', 'veth', 'tun', 'bridge', 'macvlan', 'sit', 'gre', 'device']);

export const networkDevices: Check = {
	id: 'network-devices',
	title: 'Network devices inside the container',
	scope: 'container',
	looksAt: 'ip -d link in its network namespace',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Network devices inside');
		if (unseen) return unseen;
		const { sockets, raw } = facts.container;
		if (!sockets || !raw.has('links.inside'))
			return unknown('Network devices inside', 'ip or nsenter is missing on the source');
		const odd = [...sockets.devices].filter(([, kind]) => !known.has(kind));
		return odd.length === 0
			? ok(
					'CRIU knows all network devices inside',
					[...sockets.devices.keys()].map((one) => clipped(one, 20)).join(', '),
				)
			: {
					level: 'fail',
					title: `Network devices that CRIU can't carry: ${some(odd.map(([name, kind]) => clipped(`${name} (${kind})`, 40)))}`,
					meaning: 'They were made inside the container, by a VPN or a container engine (Unsupported link).',
					remedy: 'Remove them for the move (ip link del), and set them up again afterwards.',
				};
	},
};
