import type { Check, Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import { clipped } from '../model/text.ts';
import { autodev } from './config/autodev.ts';
import { autostart } from './config/autostart.ts';
import { configFile } from './config/config-file.ts';
import { console } from './config/console.ts';
import { consoleDevice } from './config/console-device.ts';
import { devices } from './config/devices.ts';
import { hardwareAddress } from './config/hardware-address.ts';
import { hooks } from './config/hooks.ts';
import { includes } from './config/includes.ts';
import { limits } from './config/limits.ts';
import { mounts } from './config/mounts.ts';
import { networkAddress } from './config/network-address.ts';
import { networkLink } from './config/network-link.ts';
import { oldKeys } from './config/old-keys.ts';
import { seccomp } from './config/seccomp.ts';
import { storage } from './config/storage.ts';
import { ttys } from './config/ttys.ts';
import { unprivileged } from './config/unprivileged.ts';
import { attached } from './container/attached.ts';
import { bpf } from './container/bpf.ts';
import { ioUring, perf, secretMemory, specialFiles, userfaultfd } from './container/descriptors.ts';
import { devicesOpen } from './container/devices-open.ts';
import { filesystems } from './container/filesystems.ts';
import { fuse } from './container/fuse.ts';
import { ghostFiles } from './container/ghost-files.ts';
import { locks } from './container/locks.ts';
import { mappings } from './container/mappings.ts';
import { namespaces } from './container/namespaces.ts';
import { nested } from './container/nested.ts';
import { netlink } from './container/netlink.ts';
import { networkDevices } from './container/network-devices.ts';
import { packetSockets } from './container/packet-sockets.ts';
import { pressure } from './container/pressure.ts';
import { protocols } from './container/protocols.ts';
import { realtime } from './container/realtime.ts';
import { rlimits } from './container/rlimits.ts';
import { running } from './container/running.ts';
import { sharedMemory } from './container/shared-memory.ts';
import { swap } from './container/swap.ts';
import { systemd } from './container/systemd.ts';
import { tcp } from './container/tcp.ts';
import { terminals } from './container/terminals.ts';
import { traced } from './container/traced.ts';
import { unixSockets } from './container/unix-sockets.ts';
import { users } from './container/users.ts';
import { watches } from './container/watches.ts';
import { architecture } from './hosts/architecture.ts';
import { capabilities } from './hosts/capabilities.ts';
import { cgroupLayout } from './hosts/cgroup-layout.ts';
import { clock } from './hosts/clock.ts';
import { connection } from './hosts/connection.ts';
import { controllers } from './hosts/controllers.ts';
import { cpu } from './hosts/cpu.ts';
import { criuConfig } from './hosts/criu-config.ts';
import { criuKernel } from './hosts/criu-kernel.ts';
import { criuVersion } from './hosts/criu-version.ts';
import { criuWorks } from './hosts/criu-works.ts';
import { disk } from './hosts/disk.ts';
import { iptables } from './hosts/iptables.ts';
import { kernel } from './hosts/kernel.ts';
import { leftovers } from './hosts/leftovers.ts';
import { lsm } from './hosts/lsm.ts';
import { lxcVersion } from './hosts/lxc-version.ts';
import { lxcpath } from './hosts/lxcpath.ts';
import { memory } from './hosts/memory.ts';
import { name } from './hosts/name.ts';
import { pageServer } from './hosts/page-server.ts';
import { postCopy } from './hosts/post-copy.ts';
import { root } from './hosts/root.ts';
import { sameHost } from './hosts/same-host.ts';
import { tools } from './hosts/tools.ts';
import { tracking } from './hosts/tracking.ts';

/** Every caveat known, in the order in which the checklist and README show them. */
export const checks: readonly Check[] = [
	root,
	sameHost,
	tools,
	iptables,
	lxcVersion,
	criuVersion,
	criuKernel,
	criuWorks,
	criuConfig,
	capabilities,
	kernel,
	architecture,
	cpu,
	cgroupLayout,
	controllers,
	lsm,
	clock,
	connection,
	pageServer,
	postCopy,
	tracking,
	disk,
	memory,
	lxcpath,
	name,
	leftovers,
	running,
	configFile,
	oldKeys,
	includes,
	console,
	ttys,
	consoleDevice,
	unprivileged,
	storage,
	mounts,
	hooks,
	seccomp,
	networkLink,
	networkAddress,
	hardwareAddress,
	devices,
	limits,
	autodev,
	autostart,
	systemd,
	users,
	attached,
	terminals,
	namespaces,
	nested,
	bpf,
	ioUring,
	perf,
	userfaultfd,
	secretMemory,
	specialFiles,
	pressure,
	watches,
	fuse,
	filesystems,
	unixSockets,
	tcp,
	protocols,
	netlink,
	packetSockets,
	networkDevices,
	locks,
	ghostFiles,
	devicesOpen,
	mappings,
	sharedMemory,
	swap,
	realtime,
	rlimits,
	traced,
];

const list = <Item>(value: Item | readonly Item[]): readonly Item[] =>
	Array.isArray(value) ? value : [value as Item];

/** All findings; a check that breaks is itself a finding, so that nothing passes unseen. */
export const evaluate = (facts: Facts, chosen: readonly Check[] = checks): Finding[] =>
	chosen.flatMap((check): Finding[] => {
		// Of a container that does not run there is nothing to see, and `running` says so once.
		if (check.scope === 'container' && facts.container.state === 'STOPPED') return [];
		try {
			return list(check.evaluate(facts)).map((seen) => ({ check: check.id, scope: check.scope, ...seen }));
		} catch (error) {
			return [
				{
					check: check.id,
					scope: check.scope,
					level: 'warn',
					title: `${check.title}: could not be evaluated`,
					detail: clipped(error instanceof Error ? error.message : String(error), 200),
					meaning: 'The check itself is at fault.',
					remedy: 'Please report it with the output of lxc-ferry check --json.',
				},
			];
		}
	});
