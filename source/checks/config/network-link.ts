import type { Check, Facts } from '../../model/facts.ts';
import type { Fix } from '../../model/finding.ts';
import { printable } from '../../model/text.ts';
import { configOf, ok, type Seen, setting, unknown, unreadConfig } from '../evidence.ts';
import { type Network, networksOf } from './networks.ts';

/** LXC moves veth, macvlan and phys; all other kinds stop it (criu_ok in src/lxc/criu.c). */
const movable = new Set(['veth', 'macvlan', 'phys', 'none', 'empty']);

const bridge = (name: string, facts: Facts): Fix => {
	const address = facts.source.devices
		.find((device) => device.name === name)
		?.addresses.find((one) => one.includes('.'));
	return {
		title: `Make the bridge ${name} on the target`,
		on: 'target',
		propose: [
			`ip link add ${name} type bridge`,
			...(address
				? [
						`ip address add ${address} dev ${name}    # the source's; choose a free one if both share a network`,
					]
				: []),
			`ip link set ${name} up`,
		],
	};
};

const evaluateOne = (network: Network, facts: Facts): Seen[] => {
	const type = network.get('type');
	const link = network.get('link');
	if (!type) return [];
	if (!movable.has(type.value))
		return [
			{
				level: 'fail',
				title: `LXC can't move a network of the kind ${printable(type.value)}`,
				detail: setting(type),
				meaning: 'lxc-checkpoint refuses it at once (Found un-dumpable network).',
				remedy: `Use a veth on a bridge: lxc.net.${network.index}.type = veth, then restart the container.`,
			},
		];
	const findings: Seen[] = [];
	if (type.value === 'phys')
		findings.push({
			level: 'warn',
			title: `The container owns a network card of the host${link ? `: ${printable(link.value)}` : ''}`,
			detail: setting(type),
			meaning: "The target needs a card of the same name to give away; addresses of the card are another's.",
			remedy: 'Use a veth on a bridge where that is possible.',
		});
	if (type.value === 'none')
		findings.push({
			level: 'warn',
			title: 'The container shares the network of the host',
			detail: setting(type),
			meaning:
				"Its sockets are the host's: it is restored into the network of the target, where ports may be taken and its connections are nobody's.",
			remedy: 'Give it a network of its own: a veth on a bridge.',
		});
	if (!link) return findings;
	const there = facts.target.devices.find((device) => device.name === link.value);
	if (!facts.target.raw.has('links'))
		findings.push(unknown(`Network ${network.index}`, 'the target did not list its devices'));
	else if (!there)
		findings.push({
			level: 'fail',
			title: `The target has no ${printable(link.value)}`,
			detail: setting(link),
			meaning: "The container's network is plugged into that device; without it the restore fails.",
			remedy: `Make ${printable(link.value)} on the target, connected as on the source.`,
			...(type.value === 'veth' && /^[\w.-]{1,15}$/.test(link.value)
				? { fix: bridge(link.value, facts) }
				: {}),
		});
	else if (!there.up && type.value !== 'phys')
		findings.push({
			level: 'warn',
			title: `${printable(link.value)} is down on the target`,
			detail: setting(link),
			meaning: 'The container would run there without a network.',
			remedy: `ip link set ${printable(link.value)} up`,
		});
	else if (findings.length === 0)
		findings.push(ok(`${printable(link.value)} is on the target`, setting(link)));
	return findings;
};

export const networkLink: Check = {
	id: 'network-link',
	title: 'Network devices of the target',
	scope: 'config',
	looksAt: 'lxc.net.N.type and .link (lxc.network.*) against the devices of the target',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The network');
		if (unread) return unread;
		const findings = networksOf(configOf(facts)).flatMap((network) => evaluateOne(network, facts));
		return findings.length > 0 ? findings : ok('The container has no network of its own');
	},
};
