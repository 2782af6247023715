import { expect, test } from 'vitest';
import { offered } from '../../source/commands/known-hosts.ts';
import { hostsOf } from '../../source/commands/ssh-config.ts';

const read = (files: Record<string, string>) => ({
	text: (path: string) => files[path],
	files: (pattern: string) => {
		const begin = pattern.replace(/\*.*$/, '');
		return Object.keys(files).filter((path) =>
			pattern.includes('*') ? path.startsWith(begin) : path === pattern,
		);
	},
});

test('names of Host lines, without patterns, comments and options', () => {
	const config = [
		'Host alpha beta',
		'  HostName 10.0.0.1 # not a host',
		'host=gamma',
		'Host *.example.org !bad web? "quoted name"',
		'# Host commented',
		'Host -oProxyCommand=x',
		'Match host delta',
	].join('\n');
	expect(hostsOf('/c', '/home/u', read({ '/c': config }))).toEqual(['alpha', 'beta', 'gamma', 'quoted name']);
});

test('Include, relative to ~/.ssh, with patterns, and never in circles', () => {
	const files = {
		'/home/u/.ssh/config': 'Include conf.d/* ~/more\nHost own',
		'/home/u/.ssh/conf.d/a': 'Host one',
		'/home/u/.ssh/conf.d/b': 'Host two\nInclude /gone',
		'/home/u/more': 'Host three\nInclude ~/.ssh/loop',
		'/home/u/.ssh/loop': 'Include ~/.ssh/loop',
	};
	expect(hostsOf('/home/u/.ssh/config', '/home/u', read(files))).toEqual(['one', 'two', 'three', 'own']);
});

test('each host once, the best guess first, none that could drive the terminal', () => {
	expect(
		offered({
			suggested: 'beta',
			recent: ['gamma', 'beta'],
			settings: ['delta', '\u001b[2J'],
			sshConfig: ['gamma', 'omega', ''],
		}).map(({ name, from }) => `${name} ${from}`),
	).toEqual(['beta lab', 'gamma recent', 'delta settings', 'omega ssh_config']);
});
