import type { Check, Facts } from '../../model/facts.ts';
import { ok, unknown, unseenProcesses } from '../evidence.ts';
import { runsSystemd } from '../fixes/systemd.ts';

/** The version from the library that init has mapped: libsystemd-core-257.so, libsystemd-shared-257.so. */
const versionOf = ({ container }: Facts): string | undefined =>
	container.raw
		.get('maps')
		?.map((line) => /libsystemd-(?:core|shared)-(\d{3})/.exec(line)?.[1])
		.find((found) => found !== undefined);

export const systemd: Check = {
	id: 'systemd',
	title: "The container's init",
	scope: 'container',
	looksAt: 'name of its init and the systemd libraries it has mapped',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'The init');
		if (unseen) return unseen;
		if (!runsSystemd(facts)) {
			const init = facts.container.processes?.find(({ pid }) => pid === facts.container.pid);
			return ok(`The init is ${init?.name ?? 'not systemd'}`);
		}
		const version = versionOf(facts);
		if (!version) return unknown('The version of systemd', 'its libraries were not seen in /proc/PID/maps');
		const uses = [
			...(Number(version) >= 241 ? ['namespaces per service'] : []),
			...(Number(version) >= 235 ? ['BPF programs'] : []),
			...(Number(version) >= 254 ? ['memory pressure watches'] : []),
		];
		return {
			level: 'info',
			title: `The init is systemd ${version}`,
			meaning: `This version uses ${uses.join(', ')} where it is let; whether it does here is checked one by one.`,
		};
	},
};
