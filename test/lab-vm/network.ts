// The wires: one namespace with two bridges and a tap device for each cable of each machine. The bridges have an
// address too: whoever looks at the lab from inside the namespace is its third host, the client.
import { existsSync } from 'node:fs';
import { addresses } from '../lab/paths.ts';
import { kill } from '../lab/processes.ts';
import { run, succeeds } from '../lab/run.ts';
import { namespace, vmNames } from './paths.ts';

const wires = ['link', 'lan'] as const;

export const namespaceExists = (): boolean => existsSync(`/run/netns/${namespace}`);

/** A command of this machine, run inside the namespace. */
export const inside = (argv: readonly string[]): string[] => ['ip', 'netns', 'exec', namespace, ...argv];

export const tapOf = (name: string, wire: string): string => `${name}-${wire}`;

export async function buildSwitch(): Promise<void> {
	// The last thing that is done below: when it holds, all of it does.
	if (namespaceExists() && (await succeeds('ip', ['-n', namespace, 'link', 'show', 'up', 'dev', 'lo'])))
		return;
	await removeSwitch();
	await run('ip', ['netns', 'add', namespace]);
	const bridge = 'type bridge forward_delay 0 stp_state 0 mcast_snooping 0';
	const commands = [
		...wires.flatMap((wire) => [
			`link add br-${wire} ${bridge}`,
			`addr add ${addresses.client[wire]}/24 dev br-${wire}`,
			`link set br-${wire} up`,
		]),
		...vmNames.flatMap((name) =>
			wires.flatMap((wire) => [
				`tuntap add dev ${tapOf(name, wire)} mode tap`,
				`link set ${tapOf(name, wire)} master br-${wire} up`,
			]),
		),
		'link set lo up',
	];
	await run('ip', ['-n', namespace, '-batch', '-'], { input: `${commands.join('\n')}\n`, stdin: 'pipe' });
}

/** The namespace is ours alone: what is still in it are kept ssh connections and probes. */
export async function removeSwitch(): Promise<void> {
	if (!namespaceExists()) return;
	for (const pid of (await run('ip', ['netns', 'pids', namespace])).split('\n').filter(Boolean))
		kill(Number(pid), 'SIGTERM');
	await run('ip', ['netns', 'del', namespace]);
}
