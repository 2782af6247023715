import { type Config, readConfig } from '../../model/config.ts';
import type { Check, Facts } from '../../model/facts.ts';
import { withoutMark } from '../../model/moved-mark.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';

/** What goes to the target: without what a move that was not finished holds back. */
const ownConfig = (facts: Facts): Config => {
	const { path } = configOf(facts);
	const files = facts.container.configFiles;
	return readConfig(path, new Map([...files, [path, withoutMark(files.get(path) ?? '')]]));
};

export const autostart: Check = {
	id: 'autostart',
	title: 'Start at boot',
	scope: 'config',
	looksAt: 'lxc.start.auto',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'Start at boot');
		if (unread) return unread;
		const entry = ownConfig(facts).get('lxc.start.auto');
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
