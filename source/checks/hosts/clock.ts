import type { Check } from '../../model/facts.ts';
import { ok, unknown } from '../evidence.ts';

/** Below this the measurement itself, and the blackout, are larger. */
const tolerable = 2000;

export const clock: Check = {
	id: 'clock',
	title: 'Clocks of both hosts agree',
	scope: 'hosts',
	looksAt: 'date of both hosts, corrected for the connection',
	evaluate: ({ source, target }) => {
		if (source.clockSkewMs === undefined || target.clockSkewMs === undefined)
			return unknown('Clocks', 'a host did not say its time');
		const difference = target.clockSkewMs - source.clockSkewMs;
		const detail = `the target is ${Math.abs(difference)} ms ${difference < 0 ? 'behind' : 'ahead'}`;
		if (Math.abs(difference) <= tolerable) return ok('The clocks agree', detail);
		return {
			level: 'warn',
			title: `The clocks differ by ${(Math.abs(difference) / 1000).toFixed(1)} s`,
			detail,
			meaning:
				"Time jumps for the container's programs: timers, leases, logs and certificates may be surprised.",
			remedy: 'Run an NTP client on both hosts (systemd-timesyncd, chrony).',
		};
	},
};
