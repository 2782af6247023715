import type { Check } from '../../model/facts.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';

export const autodev: Check = {
	id: 'autodev',
	title: '/dev of the container',
	scope: 'config',
	looksAt: 'lxc.autodev and the mount at /dev',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, '/dev of the container');
		if (unread) return unread;
		const entry = configOf(facts).get('lxc.autodev');
		return entry?.value === '0'
			? {
					level: 'info',
					title: '/dev is a part of the root file system',
					detail: setting(entry),
					meaning: 'Its device nodes are copied as files, which needs root on both hosts.',
				}
			: ok('/dev is made by LXC and carried in the image');
	},
};
