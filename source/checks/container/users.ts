import type { Check, Facts } from '../../model/facts.ts';
import type { Fix } from '../../model/finding.ts';
import { counted, some } from '../../model/text.ts';
import { ok, processLabel, unitsOf, unknown, unseenProcesses } from '../evidence.ts';
import { offering } from '../fixes/config-lines.ts';
import { maskedUnits } from '../fixes/systemd.ts';

/** What belongs together: the bus is started again through its socket, logind can't live without the bus. */
const together: Record<string, string[]> = {
	'dbus.service': ['dbus.service', 'dbus.socket', 'systemd-logind.service'],
	'dbus-broker.service': ['dbus-broker.service', 'dbus.service', 'dbus.socket', 'systemd-logind.service'],
};

const mask = (facts: Facts, pids: readonly number[]): Fix | undefined => {
	const units = [...new Set(unitsOf(facts, pids).flatMap((unit) => together[unit] ?? []))];
	const files = maskedUnits(facts, units);
	return files.length > 0
		? {
				title: `Mask ${units.join(', ')} in the container, because CRIU is restricted on this machine`,
				on: 'source',
				files,
				restart: true,
			}
		: undefined;
};

/** Seen: `Can't get rlimit 0: Operation not permitted` (prlimit(2) of another user's process needs CAP_SYS_RESOURCE). */
export const users: Check = {
	id: 'users',
	title: 'Processes of users other than root',
	scope: 'container',
	looksAt: 'Uid of its processes, CAP_SYS_RESOURCE of root on the source',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Processes of other users');
		if (unseen) return unseen;
		const others = facts.container.processes?.filter(({ uid }) => uid !== undefined && uid !== 0) ?? [];
		const missing = facts.source.missingCapabilities;
		if (!missing)
			return unknown('Processes of other users', "root's capabilities on the source were not read");
		if (!missing.includes('sys_resource')) return ok('Processes of all users can be dumped');
		if (others.length === 0)
			return ok("All processes are root's", 'CAP_SYS_RESOURCE is missing on the source, but not needed');
		const pids = others.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: `${counted(others.length, 'process', 'processes')} of users other than root, and CRIU may not read their limits here`,
			detail: some(others.map((process) => `${processLabel(process)} uid ${process.uid}`)),
			meaning:
				'This machine withholds CAP_SYS_RESOURCE from root (it is a container or a restricted virtual machine).',
			remedy: 'Run CRIU on a machine with all capabilities, or stop (mask) these services in the container.',
			...offering(mask(facts, pids)),
		};
	},
};
