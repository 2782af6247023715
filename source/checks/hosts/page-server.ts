import type { Check } from '../../model/facts.ts';
import { printable, some } from '../../model/text.ts';
import { ok, unknown } from '../evidence.ts';

export const pageServer: Check = {
	id: 'page-server',
	title: 'The way that memory takes',
	scope: 'target',
	looksAt: '--page-server against the addresses of the target',
	evaluate: ({ target, pageServer: wanted }) => {
		if (wanted === undefined) return ok('Memory goes through the ssh connection, encrypted');
		const addresses = target.devices.flatMap((device) =>
			device.addresses.map((address) => address.replace(/\/\d+$/, '')),
		);
		if (addresses.length === 0)
			return unknown('The address for memory', 'the addresses of the target were not seen');
		if (!addresses.includes(wanted))
			return {
				level: 'fail',
				title: `${printable(target.name)} has no address ${wanted}`,
				detail: some(addresses.map(printable)),
				meaning: 'The page server could not listen there.',
				remedy: 'Name an address of the target, or leave --page-server out.',
			};
		return {
			level: 'warn',
			title: `Memory goes to ${wanted} without encryption`,
			meaning:
				"CRIU's page server asks nobody who they are: whoever reaches that link can read the memory of the container, and who is faster than the source can send another one.",
			remedy: 'Use it on a link between the two hosts alone, or leave --page-server out.',
		};
	},
};
