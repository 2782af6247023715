import type { Facts } from '../../model/facts.ts';
import type { Fix } from '../../model/finding.ts';

/** Whether systemd is the container's init. */
export const runsSystemd = ({ container }: Facts): boolean =>
	container.processes?.some(({ pid, name }) => pid === container.pid && name === 'systemd') ?? false;

const file = (facts: Facts, path: string, text: string): Fix['files'] | undefined => {
	const { rootfs } = facts.container;
	return rootfs && runsSystemd(facts) ? [{ path: `${rootfs}${path}`, after: text }] : undefined;
};

/** Off for all services, running or not: any of them may start before the freeze (systemd.exec(5)). */
const usual = ['ProtectHostname=no', 'PrivateUsers=no', 'PrivateIPC=no'];

/** A drop-in for all services that takes away namespaces of their own; it counts from a restart on. */
export const unitNamespaces = (facts: Facts, option: string): Fix | undefined => {
	const options = [...new Set([...usual, option])];
	const files = file(
		facts,
		'/etc/systemd/system/service.d/lxc-ferry.conf',
		`# Written by lxc-ferry: namespaces inside a container can't be migrated.\n[Service]\n${options.join('\n')}\n`,
	);
	return files && { title: 'No namespaces of their own for services', on: 'source', files, restart: true };
};

/** systemd watches memory pressure through files that CRIU can't bring back to life (systemd-system.conf(5)). */
export const pressureFiles = (facts: Facts): NonNullable<Fix['files']> =>
	file(
		facts,
		'/etc/systemd/system.conf.d/lxc-ferry.conf',
		'# Written by lxc-ferry: watched pressure files make systemd spin after a migration.\n[Manager]\nDefaultMemoryPressureWatch=no\n',
	) ?? [];

/** Units masked by the link that `systemctl mask` makes: services whose users can't be dumped on this machine. */
export const maskedUnits = (facts: Facts, units: readonly string[]): NonNullable<Fix['files']> =>
	units.flatMap((unit) => file(facts, `/etc/systemd/system/${unit}`, '') ?? []);
