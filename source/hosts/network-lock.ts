import type { Host } from './host.ts';

/**
How CRIU keeps packets away from the container's sockets while it works on them (criu(8), --network-lock). By default
it starts iptables-restore, whose rules take the kernel about 50 ms to take away again at the end of the restore;
through libnftables that is 10 ms. The image names the method, so both hosts must know it.
*/
const method = 'nftables';

const feature = ['criu', 'check', '--feature', 'network_lock_nftables'];

/** The line for CRIU's configuration; empty where the default is all there is. */
export const networkLock = async (hosts: readonly Host[]): Promise<string> => {
	const checks = await Promise.all(hosts.map((host) => host.run(feature, { root: true, timeoutMs: 15_000 })));
	return checks.every(({ exit }) => exit === 0) ? `network-lock ${method}\n` : '';
};
