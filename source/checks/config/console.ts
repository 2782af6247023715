import type { Check } from '../../model/facts.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';
import { offering, withSettings } from '../fixes/config-lines.ts';

/**
Seen with LXC 7 and CRIU 4.2: the dump succeeds, the restore ends at once with "lxc.console.path configured on source
host but not target", because the console of the target is made too late (exec_criu in src/lxc/criu.c).
*/
export const console: Check = {
	id: 'console',
	title: 'No console from outside',
	scope: 'config',
	looksAt: 'lxc.console.path (lxc.console)',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The console');
		if (unread) return unread;
		const entry = configOf(facts).get('lxc.console.path');
		if (entry?.value === 'none') return ok('The container has no console from outside', setting(entry));
		return {
			level: 'fail',
			title: 'The container has a console that leads outside',
			detail: entry ? setting(entry) : 'lxc.console.path is not set, so LXC gives it one',
			meaning:
				"A console is a terminal whose other end is in a process of the host; it can't be carried along.",
			remedy: 'Set lxc.console.path = none and restart the container.',
			...offering(withSettings(facts, ['lxc.console.path = none'], 'No console from outside', true)),
		};
	},
};
