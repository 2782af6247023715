import type { Check } from '../../model/facts.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';

/**
The article of 2014 asks for `lxc.cgroup.devices.deny = c 5:1 rwm`. With LXC 7 and CRIU 4.2 containers without it
were dumped and restored in our lab, so its absence is only told.
*/
export const consoleDevice: Check = {
	id: 'console-device',
	title: 'Access to /dev/console',
	scope: 'config',
	looksAt: 'lxc.cgroup.devices.deny and lxc.cgroup2.devices.deny',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'Access to /dev/console');
		if (unread) return unread;
		const config = configOf(facts);
		const denied = ['lxc.cgroup2.devices.deny', 'lxc.cgroup.devices.deny']
			.flatMap((key) => config.getAll(key))
			.find((entry) => /^c\s+5:1\s+rwm$/.test(entry.value));
		return denied
			? ok('/dev/console is denied', setting(denied))
			: {
					level: 'info',
					title: "/dev/console is not denied, which present versions don't need",
					meaning:
						'Old guides ask for lxc.cgroup.devices.deny = c 5:1 rwm; LXC 7 and CRIU 4.2 move containers without it.',
				};
	},
};
