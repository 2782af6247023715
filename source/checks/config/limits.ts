import type { Check } from '../../model/facts.ts';
import { bytes, some } from '../../model/text.ts';
import { configOf, ok, type Seen, setting, unknown, unreadConfig } from '../evidence.ts';

const scale: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

const amount = (text: string): number | undefined => {
	const match = /^(\d{1,15})([KMGT]?)B?$/i.exec(text.trim());
	return match ? Number(match[1]) * (scale[(match[2] ?? '').toUpperCase()] ?? 1) : undefined;
};

/** The highest CPU number of a list such as `0-3,7`. */
const highestCpu = (list: string): number => Math.max(-1, ...(list.match(/\d{1,5}/g) ?? []).map(Number));

export const limits: Check = {
	id: 'limits',
	title: 'Limits that the target can give',
	scope: 'config',
	looksAt: 'lxc.cgroup.* and lxc.cgroup2.* against version, controllers, memory and CPUs of the target',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The limits');
		if (unread) return unread;
		const { target } = facts;
		const second = configOf(facts).entries.filter(({ key }) => /^lxc\.cgroup2\.(?!devices)/.test(key));
		const first = configOf(facts).entries.filter(({ key }) =>
			/^lxc\.cgroup\.(?!devices|dir|relative)/.test(key),
		);
		const findings: Seen[] = [];
		if (first.length + second.length > 0 && target.cgroup === undefined)
			findings.push(unknown('The limits', 'the target did not show its mounts'));
		if (second.length > 0 && target.cgroup === 'v2' && !target.controllers)
			findings.push(unknown('The limits', 'the target did not show its cgroup controllers'));
		if (first.length > 0 && target.cgroup === 'v2')
			findings.push({
				level: 'warn',
				title: 'Limits are written for cgroups of version 1',
				detail: some(first.map(setting)),
				meaning:
					'The target has version 2 and passes them over: the container would run without these limits.',
				remedy: 'Write them as lxc.cgroup2.* as well.',
			});
		const lacking = second.filter(({ key }) => {
			const controller = key.split('.')[2] ?? '';
			return (
				target.cgroup === 'v2' &&
				target.controllers &&
				controller !== 'cgroup' &&
				!target.controllers.includes(controller)
			);
		});
		if (lacking.length > 0)
			findings.push({
				level: 'fail',
				title: 'The target has no controller for some limits',
				detail: some(lacking.map(setting)),
				meaning: "LXC can't set them there and gives up (Failed to setup cgroup limits).",
				remedy: "Enable the controller in the target's kernel, or take the lines out of the configuration.",
			});
		for (const entry of second) {
			const memory = /\.memory\.(min|low)$/.test(entry.key) ? amount(entry.value) : undefined;
			if (memory !== undefined && target.memoryTotal !== undefined && memory > target.memoryTotal)
				findings.push({
					level: 'warn',
					title: `${bytes(memory)} of memory are promised to the container, the target has ${bytes(target.memoryTotal)}`,
					detail: setting(entry),
					meaning: "The promise can't be kept there.",
					remedy: 'Lower it.',
				});
			const cpus = target.raw.get('cpus')?.[0];
			if (
				/\.cpuset\.cpus$/.test(entry.key) &&
				cpus !== undefined &&
				highestCpu(entry.value) > highestCpu(cpus)
			)
				findings.push({
					level: 'fail',
					title: `The container wants CPUs ${entry.value}, the target has ${cpus}`,
					detail: setting(entry),
					meaning: "LXC can't bind it to processors that do not exist.",
					remedy: 'Change lxc.cgroup2.cpuset.cpus.',
				});
		}
		return findings.length > 0
			? findings
			: ok(second.length > 0 ? 'The target can give its limits' : 'The container has no limits');
	},
};
