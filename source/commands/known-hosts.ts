import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sudoUser } from '../hosts/ssh.ts';
import type { KnownHost, Settings } from '../model/services.ts';
import { printable } from '../model/text.ts';
import { hostsOf } from './ssh-config.ts';

/** Started by sudo, it is the ssh configuration of the user before it that counts (passwd(5), the sixth field). */
const homeOfSshUser = (): string => {
	const user = sudoUser();
	if (user === undefined) return homedir();
	const entry = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.find((line) => line.startsWith(`${user.name}:`));
	return entry?.split(':')[5] || homedir();
};

type Sources = {
	recent: readonly string[];
	settings: readonly string[];
	suggested?: string | undefined;
	sshConfig: readonly string[];
};

/** Hosts to offer as targets, each once, the best guess first. Pure. */
export const offered = ({ recent, settings, suggested, sshConfig }: Sources): KnownHost[] => {
	const all: KnownHost[] = [
		...(suggested ? [{ name: suggested, from: 'lab' as const }] : []),
		...recent.map((name) => ({ name, from: 'recent' as const })),
		...settings.map((name) => ({ name, from: 'settings' as const })),
		...sshConfig.map((name) => ({ name, from: 'ssh_config' as const })),
	];
	const seen = new Set<string>();
	return all.filter(({ name }) => {
		if (seen.has(name) || name === '' || name !== printable(name)) return false;
		seen.add(name);
		return true;
	});
};

/** The hosts that this machine and these settings know of. */
export const knownHosts = (settings: {
	get<Key extends keyof Settings>(key: Key): Settings[Key];
}): KnownHost[] => {
	const home = homeOfSshUser();
	return offered({
		recent: settings.get('recentTargets'),
		settings: settings.get('sources'),
		suggested: process.env['LXC_FERRY_SUGGESTED_TARGET'],
		sshConfig: hostsOf(join(home, '.ssh', 'config'), home),
	});
};
