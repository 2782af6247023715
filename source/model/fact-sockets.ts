import { whole } from './fact-document.ts';
import type { Descriptor, Sockets } from './facts.ts';

type Lines = ReadonlyMap<string, readonly string[]>;

/** include/net/tcp_states.h */
const tcpStates: Record<string, string> = {
	'01': 'established',
	'02': 'syn-sent',
	'03': 'syn-received',
	'04': 'fin-wait-1',
	'05': 'fin-wait-2',
	'06': 'time-wait',
	'07': 'close',
	'08': 'close-wait',
	'09': 'last-ack',
	'0A': 'listen',
	'0B': 'closing',
	'0C': 'new-syn-received',
};

/** `0100007F:0050` → port 80; the address is only shown, so the port is what matters. */
const port = (address: string): string => `port ${Number.parseInt(address.split(':')[1] ?? '', 16)}`;

/** Rows of `ss -Hxan`: kind, state, queues, then name and inode of this end and of the other. */
const unixOutside = (
	lines: Lines,
	descriptors: readonly Descriptor[] | undefined,
): Sockets['unixOutside'] => {
	const rows = lines.get('unix');
	if (!rows || !descriptors) return undefined;
	const ours = new Set(descriptors.flatMap(({ target }) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
	return rows.flatMap((row) => {
		const match = /^u_\S+\s+\S+\s+\d+\s+\d+\s+(.*?)\s+(\d+)\s+(\S+)\s+(\d+)\s*$/.exec(row);
		const [, path, inode, , peer] = match ?? [];
		if (path === undefined || inode === undefined || peer === undefined || peer === '0') return [];
		return ours.has(inode) && !ours.has(peer) ? [{ inode, peer, path: path === '*' ? '' : path }] : [];
	});
};

/** What the tables under /proc/PID/net say, and ss about unix sockets. */
export const socketsOf = (
	lines: Lines,
	descriptors: readonly Descriptor[] | undefined,
): Sockets | undefined => {
	if (!lines.has('tcp')) return undefined;
	const tcp = new Map<string, number>();
	const waiting: Sockets['waiting'] = [];
	for (const line of lines.get('tcp') ?? []) {
		const [kind, first = '', second = ''] = line.split(' ');
		if (kind === 'state') tcp.set(tcpStates[first] ?? first, whole(second) ?? 0);
		// The receive queue of a listening socket counts connections nobody has accepted yet.
		else if (kind === 'listen') {
			const queued = Number.parseInt(second.split(':')[1] ?? '', 16);
			if (queued > 0) waiting.push({ address: port(first), queued });
		}
	}
	const protocols = new Map<string, number>();
	for (const line of lines.get('net.protocols')?.slice(1) ?? []) {
		const match = /^(\S+)\s+\d+\s+(-?\d+)\s/.exec(line);
		if (match?.[1] && Number(match[2]) > 0) protocols.set(match[1], Number(match[2]));
	}
	const netlinkUnread = (lines.get('net.netlink') ?? [])
		.slice(1)
		.filter((line) => Number(line.trim().split(/\s+/)[4] ?? 0) > 0).length;
	const devices = new Map<string, string>();
	for (const line of lines.get('links.inside') ?? []) {
		const match = /^\d+: ([^:@\s]+)[^:]*: (.*)$/.exec(line);
		const kind =
			/\\\s+(veth|macvlan|ipvlan|vlan|bridge|dummy|bond|vxlan|wireguard|gre|sit|ipip|tun|vrf|ifb|geneve|macvtap|ip6tnl)\b/.exec(
				match?.[2] ?? '',
			)?.[1];
		if (match?.[1])
			devices.set(match[1], kind ?? (/link\/loopback/.test(match[2] ?? '') ? 'loopback' : 'device'));
	}
	const outside = unixOutside(lines, descriptors);
	return { tcp, waiting, protocols, netlinkUnread, devices, ...(outside ? { unixOutside: outside } : {}) };
};

/** The container's own addresses: local routes of /proc/PID/net/fib_trie, and if_inet6 without link-local ones. */
export const addressesOf = (lines: Lines): string[] => {
	const found = new Set<string>();
	let last: string | undefined;
	for (const line of lines.get('net.fib_trie') ?? []) {
		last = /\|-- (\d+\.\d+\.\d+\.\d+)$/.exec(line)?.[1] ?? last;
		if (last && /\/32 host LOCAL/.test(line) && !last.startsWith('127.')) found.add(last);
	}
	for (const line of lines.get('net.if_inet6') ?? []) {
		const [hex = '', , , scope] = line.trim().split(/\s+/);
		if (scope === '00' && /^[0-9a-f]{32}$/.test(hex)) found.add((hex.match(/.{4}/g) ?? []).join(':'));
	}
	return [...found];
};
