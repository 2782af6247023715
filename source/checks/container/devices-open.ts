import type { Check } from '../../model/facts.ts';
import { clipped, some } from '../../model/text.ts';
import { holders, ok, stopRemedy, unknown, unseenProcesses } from '../evidence.ts';

/** What dump_chrdev in criu/files.c takes: memory devices, terminals, tun, autofs; and plain directories and links. */
const carried =
	/^\/dev\/(null|zero|full|random|urandom|kmsg|mem|port|tty\d*|console|ptmx|pts(\/.*)?|net\/tun|autofs|shm\/.*|mqueue.*|lxc\/.*|log|hugepages.*|initctl|fd|core|std.*|char|)$/;

export const devicesOpen: Check = {
	id: 'devices-open',
	title: 'No devices are open that CRIU does not know',
	scope: 'container',
	looksAt: 'files under /dev among open files and mappings',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Open devices');
		if (unseen) return unseen;
		const { descriptors, maps } = facts.container;
		if (!descriptors || !maps) return unknown('Open devices', 'open files or mappings were not seen');
		const open = descriptors.filter(
			({ target }) => target.startsWith('/dev/') && !carried.test(target.replace(/ \(deleted\)$/, '')),
		);
		const mapped = maps.flatMap(({ pid, line }) => {
			const path = / (\/dev\/\S+)/.exec(line)?.[1];
			return path && !carried.test(path) && !path.startsWith('/dev/zero') ? [{ pid, target: path }] : [];
		});
		const found = [...open, ...mapped];
		if (found.length === 0) return ok('No such devices are open');
		const pids = found.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: `Devices are open: ${some([...new Set(found.map(({ target }) => clipped(target, 60)))])}`,
			detail: holders(facts, pids),
			meaning:
				"The state behind an open device is in this machine's hardware or kernel (Can't dump file N of that type ... chr).",
			remedy: stopRemedy(facts, pids),
		};
	},
};
