import type { Check } from '../../model/facts.ts';
import { clipped } from '../../model/text.ts';
import { configOf, containerDirectory, ok, setting, uncompared, unknown, unreadConfig } from '../evidence.ts';

export const seccomp: Check = {
	id: 'seccomp',
	title: 'Seccomp profile is on the target',
	scope: 'config',
	looksAt: 'lxc.seccomp.profile (lxc.seccomp), the file on both hosts by checksum',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The seccomp profile');
		if (unread) return unread;
		const entry = configOf(facts).get('lxc.seccomp.profile');
		if (!entry) return ok('The container has no seccomp profile');
		const detail = setting(entry);
		if (entry.value.startsWith(`${containerDirectory(facts.source, facts.container.name)}/`))
			return ok("The seccomp profile lies in the container's directory and is copied with it", detail);
		const here = facts.container.paths.get(entry.value);
		const there = facts.target.paths.get(entry.value);
		if (there === undefined)
			return unknown('The seccomp profile', 'the target did not say whether it has it');
		if (!there.kind)
			return {
				level: 'fail',
				title: 'The target lacks the seccomp profile',
				detail,
				meaning: "LXC refuses to start a container whose profile can't be read.",
				remedy: `Copy ${clipped(entry.value, 100)} to the target.`,
			};
		if (uncompared(facts, entry.value))
			return unknown('The seccomp profile', 'a host did not say what is in it');
		if (here?.checksum && there.checksum && here.checksum !== there.checksum)
			return {
				level: 'warn',
				title: 'The seccomp profile differs on the target',
				detail,
				meaning: 'The running processes keep the filter they have; those of the next start get another one.',
				remedy: 'Make the files alike on both hosts.',
			};
		return ok('The seccomp profile is on the target and alike', detail);
	},
};
