import type { Check } from '../../model/facts.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';

export const autostart: Check = {
	id: 'autostart',
	title: 'Start at boot',
	scope: 'config',
	looksAt: 'lxc.start.auto',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'Start at boot');
		if (unread) return unread;
		const entry = configOf(facts).get('lxc.start.auto');
		return entry && entry.value !== '0'
			? {
					level: 'info',
					title: 'The container starts when its host boots',
					detail: setting(entry),
					meaning:
						"The setting goes with it: the target will start it, the copy on the source is marked and won't be started.",
				}
			: ok('The container is not started at boot');
	},
};
