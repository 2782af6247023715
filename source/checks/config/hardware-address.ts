import type { Check } from '../../model/facts.ts';
import { printable } from '../../model/text.ts';
import { configOf, ok, type Seen, setting, unknown, unreadConfig } from '../evidence.ts';
import { networksOf } from './networks.ts';

export const hardwareAddress: Check = {
	id: 'hardware-address',
	title: "Its hardware address is nobody else's",
	scope: 'config',
	looksAt: 'lxc.net.N.hwaddr against the devices of the target',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The hardware address');
		if (unread) return unread;
		const findings = networksOf(configOf(facts)).flatMap((network): Seen[] => {
			const entry = network.get('hwaddr');
			const owner = facts.target.devices.find(
				(device) => device.mac?.toLowerCase() === entry?.value.toLowerCase(),
			);
			if (!entry) return [];
			if (!facts.target.raw.has('links'))
				return [unknown('The hardware address', 'the target did not list its network devices')];
			if (!owner) return [];
			return [
				{
					level: 'fail',
					title: `${printable(entry.value)} is used by ${owner.name} on the target`,
					detail: setting(entry),
					meaning: "Two network cards with one hardware address take each other's packets.",
					remedy: 'Give one of them another address.',
				},
			];
		});
		return findings.length > 0 ? findings : ok('Its hardware address is free on the target');
	},
};
