// Where the lab keeps things, what its machines are called and where they are reached.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type HostName = 'alpha' | 'beta' | 'client';
export type ContainerName = 'web1' | 'count1' | 'mem1' | 'files1' | 'raw1';

export const hostNames: readonly HostName[] = ['alpha', 'beta', 'client'];
/** The hosts that run containers; `client` only looks at them. */
export const lxcHosts: readonly HostName[] = ['alpha', 'beta'];
export const containerNames: readonly ContainerName[] = ['web1', 'count1', 'mem1', 'files1', 'raw1'];

/** `link` is the network between the hosts, `lan` the one the containers are on. */
export const addresses: Record<HostName, { link: string; lan: string }> = {
	alpha: { link: '10.77.0.1', lan: '10.0.3.1' },
	beta: { link: '10.77.0.2', lan: '10.0.3.2' },
	client: { link: '10.77.0.3', lan: '10.0.3.200' },
};

export const containerAddresses: Record<ContainerName, string> = {
	web1: '10.0.3.101',
	count1: '10.0.3.102',
	mem1: '10.0.3.103',
	files1: '10.0.3.104',
	raw1: '10.0.3.105',
};

const here = dirname(fileURLToPath(import.meta.url));

export const checkout = dirname(dirname(here));
export const labFile = (name: string): string => join(here, 'files', name);

const defaultLab = 'lf';
/**
 * Labs of different names live side by side, each with hosts, wires and containers of its own. Addresses are the
 * same in all of them: they are seen only inside. Debian roots and keys are shared.
 */
export const labName = process.env.LXC_FERRY_LAB ?? defaultLab;
if (!/^[a-z][a-z0-9]{0,15}$/.test(labName))
	throw new Error(
		`LXC_FERRY_LAB=${labName}: a lab's name is a small letter and up to 15 more letters or digits`,
	);

/** Everything that the labs write is under here (and in /run/netns, named LAB-*). */
export const base = process.env.LXC_FERRY_LAB_DIR ?? '/var/cache/lxc-ferry-lab';
export const rootsDirectory = join(base, 'roots');
const hostsDirectoryOf = (lab: string): string => (lab === defaultLab ? 'hosts' : `hosts-${lab}`);
export const hostsDirectory = join(base, hostsDirectoryOf(labName));

/** Whether a lab of another name stands on the shared roots. */
export const otherLabs = (): boolean =>
	existsSync(base) &&
	readdirSync(base).some((name) => /^hosts(-|$)/.test(name) && name !== hostsDirectoryOf(labName));
export const hostDirectory = (host: HostName): string => join(hostsDirectory, host);
/** The host's /var/lib/lxc, seen from outside. */
export const lxcPath = (host: HostName): string => join(hostDirectory(host), 'var/lib/lxc');

export const namespaceOf = (host: HostName | 'net'): string => `${labName}-${host}`;
