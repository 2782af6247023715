// The wires: a namespace `LAB-net` that holds two bridges, `link` between the hosts and `lan` for the
// containers, and two cables from each host into it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses, type HostName, hostNames, lxcHosts, namespaceOf } from './paths.ts';
import { kill, killAll, processesInside } from './processes.ts';
import { programRoot } from './roots.ts';
import { run, succeeds } from './run.ts';

const wires = ['link', 'lan'] as const;
const netNamespace = namespaceOf('net');

export const namespaceExists = (host: HostName | 'net'): boolean =>
	existsSync(`/run/netns/${namespaceOf(host)}`);

/** Runs several `ip` commands at once in one namespace. */
async function ip(namespace: string, commands: readonly string[]): Promise<void> {
	await run('ip', ['-n', namespace, '-batch', '-'], { input: `${commands.join('\n')}\n`, stdin: 'pipe' });
}

async function quietly(namespace: string): Promise<void> {
	// No router advertisements, no duplicate address detection: neighbours answer from the first moment.
	const settings = ['net.ipv6.conf.default.accept_dad=0', 'net.ipv6.conf.default.accept_ra=0'];
	await run('ip', ['netns', 'exec', namespace, 'sysctl', '-q', '-w', ...settings]);
}

export async function buildSwitch(): Promise<void> {
	// The last thing that is done below: when it holds, all of it does.
	const shown = await run('ip', ['-n', netNamespace, '-o', 'link', 'show', 'up', 'dev', 'br-lan']).catch(
		() => '',
	);
	if (shown) return;
	await removeSwitch();
	await run('ip', ['netns', 'add', netNamespace]);
	await quietly(netNamespace);
	const bridge = 'type bridge forward_delay 0 stp_state 0 mcast_snooping 0';
	await ip(netNamespace, ['link set lo up', ...wires.map((wire) => `link add br-${wire} ${bridge}`)]);
	await ip(netNamespace, ['link set br-link up', 'link set br-lan up']);
}

/** A namespace for the host with its cables; an existing one is replaced. */
export async function plugIn(host: HostName): Promise<void> {
	await unplug(host);
	const namespace = namespaceOf(host);
	const number = hostNames.indexOf(host) + 1;
	await run('ip', ['netns', 'add', namespace]);
	await quietly(namespace);
	// Fixed addresses: a rebooted host is the same for its neighbours, and a bridge would take a new one with
	// each container that comes.
	const mac = (part: string): string => `address 02:00:0a:${part}:0${number}`;
	const runsContainers = lxcHosts.includes(host);
	await ip(netNamespace, [
		`link add ${host}-link type veth peer name eth0 ${mac('4d:00')} netns ${namespace}`,
		`link add ${host}-lan type veth peer name eth1 ${mac('00:04')} netns ${namespace}`,
		`link set ${host}-link master br-link up`,
		`link set ${host}-lan master br-lan up`,
	]);
	await ip(namespace, [
		'link set lo up',
		`addr add ${addresses[host].link}/24 dev eth0`,
		'link set eth0 up',
		...(runsContainers
			? [
					`link add lxcbr0 ${mac('00:03')} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
					'link set eth1 master lxcbr0 up',
					'link set lxcbr0 up',
					`addr add ${addresses[host].lan}/24 dev lxcbr0`,
				]
			: [`addr add ${addresses[host].lan}/24 dev eth1`, 'link set eth1 up']),
	]);
}

/** Ends what carries frames to a cable that is not as good as new. */
const endShaper = (device: string): void => {
	for (const { pid, argv } of processesInside('net')) if (argv[1] === device) kill(pid);
};

export async function unplug(host: HostName): Promise<void> {
	if (namespaceExists('net')) {
		for (const device of wires.map((wire) => `${host}-${wire}`)) {
			endShaper(device);
			await succeeds('ip', ['-n', netNamespace, 'link', 'del', `${device}-s`]);
			await succeeds('ip', ['-n', netNamespace, 'link', 'del', device]);
		}
	}
	if (namespaceExists(host)) await run('ip', ['netns', 'del', namespaceOf(host)]);
}

export async function removeSwitch(): Promise<void> {
	await killAll('net');
	if (namespaceExists('net')) await run('ip', ['netns', 'del', netNamespace]);
}

export type Wire = (typeof wires)[number];

/** Cuts or mends one host's cable. `link` is what the hosts talk through, `lan` what clients reach containers by. */
export async function setCable(host: HostName, wire: Wire, state: 'up' | 'down'): Promise<void> {
	await ip(netNamespace, [`link set ${host}-${wire} ${state}`]);
}

export type Quality = {
	/** one way, in each direction */
	delayMs?: number;
	rateMbit?: number;
	/** of the frames in each direction */
	lossPercent?: number;
};

/** Makes one host's cable worse; without a quality it is as good as new. */
export async function setQuality(host: HostName, wire: Wire, quality?: Quality): Promise<void> {
	const device = `${host}-${wire}`;
	endShaper(device);
	// DEVICE-b is where the bridge ends now; the shaper carries frames between DEVICE-s and the host's cable.
	await succeeds('ip', ['-n', netNamespace, 'link', 'del', `${device}-s`]);
	await ip(namespaceOf(host), [
		`link set ${wire === 'link' ? 'eth0' : 'eth1'} gso_max_segs ${quality?.lossPercent ? 1 : 65535}`,
	]);
	if (!quality) return ip(netNamespace, [`link set ${device} master br-${wire}`]);
	await ip(netNamespace, [
		`link set ${device} nomaster`,
		`link add ${device}-s type veth peer name ${device}-b`,
		`link set ${device}-s up`,
		`link set ${device}-b master br-${wire} up`,
	]);
	const { delayMs = 0, rateMbit = 0, lossPercent = 0 } = quality;
	const numbers = [delayMs * 1000, rateMbit * 1e6, lossPercent * 1e4].map(
		(number) => `${Math.round(number)}`,
	);
	const shaper = [join(programRoot.path, 'shaper'), device, `${device}-s`, ...numbers];
	const child = spawn('nsenter', [`--net=/run/netns/${netNamespace}`, ...shaper], {
		detached: true,
		stdio: 'ignore',
	});
	child.unref();
	for (let waited = 0; !processesInside('net').some(({ argv }) => argv[1] === device); waited += 10) {
		if (child.exitCode !== null || waited > 2000) throw new Error(`the shaper of ${device} did not start`);
		await sleep(10);
	}
}
