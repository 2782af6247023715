import type { Check } from '../../model/facts.ts';
import { bothHosts, ok, unknown } from '../evidence.ts';

/** Without these CRIU can do nothing useful for a container (criu(8), "CAPABILITIES", and its cr-check.c). */
const vital = [
	'sys_admin',
	'sys_ptrace',
	'net_admin',
	'setuid',
	'setgid',
	'setpcap',
	'chown',
	'dac_override',
	'mknod',
	'kill',
	'sys_chroot',
];

export const capabilities: Check = {
	id: 'capabilities',
	title: 'Root may do everything',
	scope: 'hosts',
	looksAt: 'CapEff of root on each host',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			const missing = host.missingCapabilities;
			if (!missing || !host.root)
				return unknown(`Capabilities on ${label}`, host.trouble ?? 'they were not read as root');
			if (missing.length === 0) return ok(`Root has all capabilities on ${label}`);
			const detail = `missing: ${missing.map((name) => `CAP_${name.toUpperCase()}`).join(', ')}`;
			if (missing.some((name) => vital.includes(name)))
				return {
					level: 'fail',
					title: `Root is restricted on ${label}`,
					detail,
					meaning:
						'This host is itself a container or a restricted machine, where CRIU may not look into processes.',
					remedy: 'Run on the host proper, or grant these capabilities to it.',
				};
			return {
				level: 'info',
				title: `Root lacks ${missing.length === 1 ? 'a capability' : 'capabilities'} on ${label}`,
				detail,
				meaning: 'Most containers move all the same; what it means for this one is said where it matters.',
			};
		}),
};
