import { hostsOf } from './container-state.ts';
import { isCurrent, isRunning } from './host.ts';
import { addresses, base, containerAddresses, containerNames, hostNames } from './paths.ts';
import { initOf } from './processes.ts';
import { isBuilt, roots } from './roots.ts';

export function status(): string {
	const built = roots.map((root) => `${root.name} ${isBuilt(root) ? 'built' : 'not built'}`);
	const hosts = hostNames.map((host) => {
		const state = !isRunning(host)
			? 'off'
			: isCurrent(host)
				? `on, process ${initOf(host)}`
				: 'on, of another checkout or recipe';
		return `${host.padEnd(8)}${addresses[host].link.padEnd(12)}${addresses[host].lan.padEnd(12)}${state}`;
	});
	const containers = containerNames.map((name) => {
		const where = hostsOf(name);
		return `${name.padEnd(8)}${containerAddresses[name].padEnd(12)}${where.length > 0 ? `runs on ${where.join(' AND ')}` : 'does not run'}`;
	});
	return [`roots   ${built.join(', ')} (${base})`, ...hosts, ...containers].join('\n');
}
