import type { Check } from '../../model/facts.ts';
import { clipped } from '../../model/text.ts';
import { bothHosts, ok } from '../evidence.ts';

/** Options that turn a migration into something else (criu(8), "CONFIGURATION FILES"). */
const harmful =
	/^(leave-running|leave-stopped|tcp-close|stream|network-lock|images-dir|work-dir|log-file|root|tree)\b/;

export const criuConfig: Check = {
	id: 'criu-config',
	title: "CRIU's own configuration",
	scope: 'hosts',
	looksAt: '/etc/criu/default.conf on both hosts',
	evaluate: (facts) =>
		bothHosts(facts).map(({ host, label }) => {
			const lines = (host.raw.get('criu.config') ?? [])
				.map((line) => line.trim())
				.filter((line) => line && !line.startsWith('#'));
			if (lines.length === 0) return ok(`CRIU runs with its defaults on ${label}`);
			const bad = lines.filter((line) => harmful.test(line));
			const detail = `/etc/criu/default.conf: ${clipped(lines.join('; '), 200)}`;
			return bad.length === 0
				? { level: 'info', title: `CRIU has settings of its own on ${label}`, detail }
				: {
						level: 'warn',
						title: `CRIU's settings on ${label} change what a migration does`,
						detail,
						meaning: 'CRIU reads this file each time, also when LXC calls it.',
						remedy: `Comment out on ${host.name}: ${clipped(bad.join(', '), 100)}`,
					};
		}),
};
