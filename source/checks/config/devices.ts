import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';

/** What common.conf allows every container: memory devices, terminals, fuse. */
const usual =
	/^(a|[cb] \*:\* m|c 1:[35789] rwm|c 5:[012] rwm|c 136:\* rwm|c 10:229 rwm|c 254:0 rm|c 10:200 rwm)$/;

export const devices: Check = {
	id: 'devices',
	title: 'Devices given to the container',
	scope: 'config',
	looksAt: 'lxc.cgroup.devices.allow and lxc.cgroup2.devices.allow beyond the usual ones',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The devices');
		if (unread) return unread;
		const entries = configOf(facts).entries.filter(
			({ key, value }) =>
				/^lxc\.cgroup2?\.devices\.allow$/.test(key) && !usual.test(value.replace(/\s+/g, ' ')),
		);
		return entries.length === 0
			? ok('The container has no devices beyond the usual ones')
			: {
					level: 'warn',
					title: `The container may use devices of this host: ${some(entries.map((entry) => entry.value))}`,
					detail: some(entries.map(setting)),
					meaning:
						'The same numbers can be other devices on the target, and state inside a device is not carried along.',
					remedy:
						'Make sure that the target has the same devices under the same numbers, and that nothing has them open.',
				};
	},
};
