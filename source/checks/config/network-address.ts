import type { Check, Facts } from '../../model/facts.ts';
import { printable } from '../../model/text.ts';
import { configOf, ok, type Seen, setting, unknown, unreadConfig } from '../evidence.ts';
import { holds, networksOf } from './networks.ts';

const elsewhere = (facts: Facts): Seen[] =>
	networksOf(configOf(facts)).flatMap((network): Seen[] => {
		const fixed = network.getAll('ipv4.address').map((entry) => ({ entry, address: entry.value }));
		const { raw } = facts.target;
		if (fixed.length > 0 && !(raw.has('links') && raw.has('addresses')))
			return [unknown('The address', 'the target did not list its addresses')];
		const link = network.get('link')?.value;
		const there = facts.target.devices.find((device) => device.name === link);
		const nets = there?.addresses.filter((address) => address.includes('.')) ?? [];
		// A bridge without an address of its own says nothing about the network behind it.
		if (!there || nets.length === 0) return [];
		return fixed.flatMap(({ entry, address }): Seen[] => {
			if (there.addresses.some((one) => one.split('/')[0] === address.split('/')[0]))
				return [
					{
						level: 'fail',
						title: `${printable(address.split('/')[0] ?? '')} is the target's own address`,
						detail: `${setting(entry)}; ${there.name} of the target has ${nets.join(', ')}`,
						meaning: 'Two machines with one address disturb each other.',
						remedy: 'Change one of them.',
					},
				];
			return nets.some((net) => holds(net, address))
				? []
				: [
						{
							level: 'warn',
							title: `${printable(address)} is not in the network of ${there.name} on the target`,
							detail: `${setting(entry)}; the target's ${there.name} has ${nets.join(', ')}`,
							meaning:
								'The container keeps its address; where the network is another one nobody reaches it, and its connections hang.',
							remedy: 'Connect both bridges to one network, or change the address after the move.',
						},
					];
		});
	});

export const networkAddress: Check = {
	id: 'network-address',
	title: "Its address fits the target's network",
	scope: 'config',
	looksAt: "lxc.net.N.ipv4.address against the addresses of the target's device",
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The address');
		if (unread) return unread;
		const findings = elsewhere(facts);
		const addresses = facts.container.addresses.map(printable).join(', ');
		return findings.length > 0
			? findings
			: ok("Its addresses fit the target's network", addresses || undefined);
	},
};
