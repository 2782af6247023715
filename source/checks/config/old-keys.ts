import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { bothHosts, configOf, ok, setting, unreadConfig } from '../evidence.ts';
import { compareVersions } from '../versions.ts';

export const oldKeys: Check = {
	id: 'old-keys',
	title: 'Settings under the names of LXC 1 and 2',
	scope: 'config',
	looksAt:
		'lxc.tty, lxc.console, lxc.rootfs, lxc.network.* and the other old names, against the LXC of both hosts',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'Old names');
		if (unread) return unread;
		const old = configOf(facts).entries.filter((entry) => entry.key !== entry.writtenKey);
		if (old.length === 0) return ok('All settings have their present names');
		const strict = bothHosts(facts).filter(({ host }) => {
			const version = host.tools['lxc-checkpoint']?.version;
			return version !== undefined && compareVersions(version, '3.0') >= 0;
		});
		return {
			level: strict.length > 0 ? 'fail' : 'info',
			title: `Settings with names of LXC 1 or 2: ${some([...new Set(old.map((entry) => entry.writtenKey))])}`,
			detail: some(old.map(setting)),
			meaning: 'LXC 3 and later refuse a configuration with these names.',
			remedy: `Translate them: lxc-update-config -c ${configOf(facts).path}`,
		};
	},
};
