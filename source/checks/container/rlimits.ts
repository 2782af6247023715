import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, type Seen, unknown, unseenProcesses } from '../evidence.ts';

type Limits = Map<string, number>;

/** /proc/PID/limits: name in 26 columns, then the soft and the hard value. */
const hardLimits = (lines: readonly string[] | undefined): Limits =>
	new Map(
		(lines ?? []).flatMap((line) => {
			const match = /^(Max .{22})(\S+)\s+(\S+)/.exec(line);
			if (!match?.[1] || !match[3]) return [];
			return [
				[match[1].trim(), match[3] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(match[3])] as const,
			];
		}),
	);

const shown = (value = Number.POSITIVE_INFINITY): string =>
	value === Number.POSITIVE_INFINITY ? 'unlimited' : `${value}`;

/** Raising a hard limit needs CAP_SYS_RESOURCE (setrlimit(2)); CRIU does so for each process it restores. */
export const rlimits: Check = {
	id: 'rlimits',
	title: 'Resource limits can be restored',
	scope: 'container',
	looksAt: '/proc/PID/limits of its init against those of root on the target, CAP_SYS_RESOURCE',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Resource limits');
		if (unseen) return unseen;
		const weak = bothHosts(facts).filter(({ host }) => host.missingCapabilities?.includes('sys_resource'));
		if (!facts.target.missingCapabilities)
			return unknown('Resource limits', 'capabilities of the target were not read');
		if (weak.length === 0) return ok('Resource limits can be restored');
		if (!facts.container.raw.has('limits.init') || !facts.target.raw.has('limits'))
			return unknown('Resource limits', 'the limits of its init or of root on the target were not read');
		const own = hardLimits(facts.container.raw.get('limits.init'));
		const there = hardLimits(facts.target.raw.get('limits'));
		const above = [...own].filter(([name, value]) => value > (there.get(name) ?? Number.POSITIVE_INFINITY));
		const findings: Seen[] = above.map(([name, value]) => ({
			level: 'warn',
			title: `${name} of its init is higher than root's on the target`,
			detail: `${shown(value)} against ${shown(there.get(name))}`,
			meaning:
				'Root lacks CAP_SYS_RESOURCE there and may not raise it: the container goes on with the lower limit, or the restore fails.',
			remedy:
				'Raise the limit of sshd and root on the target (sudo lowers that of core files), or restart the container with lower limits.',
		}));
		return findings.length > 0
			? findings
			: ok('Resource limits can be restored', 'although CAP_SYS_RESOURCE is missing');
	},
};
