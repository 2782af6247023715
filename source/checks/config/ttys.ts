import type { Check } from '../../model/facts.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';
import { offering, withSettings } from '../fixes/config-lines.ts';

/** Seen with LXC 7 and CRIU 4.2: `tty: Unable to find a master for /N` (devpts_check_bindmount in criu/tty.c). */
export const ttys: Check = {
	id: 'ttys',
	title: 'No ttys from outside',
	scope: 'config',
	looksAt: 'lxc.tty.max (lxc.tty)',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The ttys');
		if (unread) return unread;
		const entry = configOf(facts).get('lxc.tty.max');
		// LXC makes none unless told to; common.conf tells it four.
		if (!entry || Number(entry.value) === 0)
			return ok('The container has no ttys from outside', entry ? setting(entry) : 'lxc.tty.max is not set');
		return {
			level: 'fail',
			title: `The container has ${entry.value} ttys that lead outside`,
			detail: setting(entry),
			meaning:
				'They are terminals for lxc-console, whose other ends are in a process of the host; CRIU refuses to dump them.',
			remedy: 'Set lxc.tty.max = 0 and restart the container.',
			...offering(withSettings(facts, ['lxc.tty.max = 0'], 'No ttys from outside', true)),
		};
	},
};
