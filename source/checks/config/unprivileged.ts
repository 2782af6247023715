import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { configOf, ok, setting, unreadConfig } from '../evidence.ts';

/** lxc-checkpoint(1) and src/lxc/criu.c: only root, and the restore does not set up a user namespace. */
export const unprivileged: Check = {
	id: 'unprivileged',
	title: 'A privileged container',
	scope: 'config',
	looksAt: 'lxc.idmap (lxc.id_map), and uid_map of its init',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'Whether it is privileged');
		if (unread) return unread;
		const maps = configOf(facts).getAll('lxc.idmap');
		const first = facts.container.uidMap?.[0]?.trim().split(/\s+/);
		const mapped = first !== undefined && (first[1] !== '0' || Number(first[2]) < 4294967295);
		if (maps.length === 0 && !mapped) return ok("The container is privileged, as LXC's checkpoint needs it");
		return {
			level: 'fail',
			title: 'The container is unprivileged',
			detail: maps.length > 0 ? some(maps.map(setting)) : `uid_map of its init: ${first?.join(' ')}`,
			meaning: "Its users are mapped to others of the host; LXC's restore does not support that.",
			remedy:
				'There is no cure but moving it stopped, or making it privileged: take lxc.idmap out and shift the owners of its files.',
		};
	},
};
