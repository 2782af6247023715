// What can't be done ends with one clear error, the right status, and nothing changed.
import { beforeAll, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { labExec } from '../lab/exec.ts';
import { ferry, ready } from './ferry.ts';

beforeAll(async () => {
	await ready(['count1', 'files1']);
	await reset(['count1', 'files1']);
	await labExec('alpha', ['lxc-stop', '-k', '-n', 'files1']);
	await labExec('beta', [
		'sh',
		'-c',
		'id nosudo >/dev/null 2>&1 || useradd -m nosudo; mkdir -p ~nosudo/.ssh; cp ~root/.ssh/authorized_keys ~nosudo/.ssh/; chown -R nosudo ~nosudo/.ssh',
	]);
}, 600_000);

const state = async (): Promise<string> => {
	const list = 'ls -A /var/lib/lxc-ferry/staging /var/lib/lxc-ferry/locks 2>/dev/null; ls -A /var/lib/lxc';
	const both = await Promise.all(
		(['alpha', 'beta'] as const).map((host) => labExec(host, ['sh', '-c', list], { reject: false })),
	);
	return both.map(({ stdout }) => stdout).join('\n');
};

test.each([
	['an unknown container', ['nosuch', 'beta'], 3, /There is no container nosuch/],
	['a stopped container', ['files1', 'beta'], 3, /files1 .*(stopped|not running|does not run)/i],
	['an unknown host', ['count1', 'nohost'], 3, /The host nohost is not known/],
	['an unreachable host', ['count1', '10.77.0.99'], 3, /10\.77\.0\.99 can't be reached/],
	['a host key that was never accepted', ['count1', 'stranger'], 3, /The key of stranger is not trusted yet/],
	['a user without sudo', ['count1', 'nosudo@beta'], 3, /root|sudo/],
	['an unknown option', ['count1', 'beta', '--pain'], 2, /Did you mean --plain/],
	['shell characters in a name', ['a b;reboot', 'beta'], 3, /There is no container a b;reboot/],
	['a name that leaves the directory', ['../count1', 'beta'], 2, /name/],
	['the source as target', ['count1', 'localhost'], 2, /count1 is on localhost already/],
	['the source as target by another name', ['count1', 'alpha'], 2, /same host/],
	['an option as target', ['count1', '--', '-oProxyCommand=touch /tmp/owned'], 2, /can't be a host/],
	['a method that does not exist', ['count1', 'beta', '--method', 'magic'], 2, /method/],
])('%s', async (_, args, exit, message) => {
	const before = await state();
	const split = args.indexOf('--');
	const [options, rest] = split === -1 ? [args, []] : [args.slice(0, split), args.slice(split)];
	const { exitCode, stdout, stderr } = await ferry('alpha', [
		'migrate',
		...options,
		'--plain',
		'--yes',
		...rest,
	]);
	expect(`${stdout}\n${stderr}`).toMatch(message);
	expect(exitCode).toBe(exit);
	expect(stderr).not.toMatch(/^\s+at .*\.js:/m);
	expect(await state()).toBe(before);
	expect(hostsOf('count1')).toEqual(['alpha']);
});

test('a state directory that is none', async () => {
	const { exitCode, stderr } = await ferry('alpha', ['migrate', 'count1', 'beta', '--plain', '--yes'], {
		env: { LXC_FERRY_STATE: '/dev/null/x' },
	});
	expect(stderr).toMatch(/The journal can't be written in \/dev\/null\/x/);
	expect(exitCode).toBe(1);
});

test('without a terminal nothing starts by accident', async () => {
	const { exitCode, stderr } = await ferry('alpha', ['migrate', 'count1', 'beta']);
	expect(stderr).toContain('--yes is missing');
	expect(exitCode).toBe(2);
});

test('status asks each host once', async () => {
	const counting = '#!/bin/sh\necho ssh >>/tmp/ssh-calls\nexec /usr/bin/ssh "$@"\n';
	await labExec(
		'alpha',
		[
			'sh',
			'-c',
			'mkdir -p /tmp/counting; cat >/tmp/counting/ssh; chmod +x /tmp/counting/ssh; rm -f /tmp/ssh-calls',
		],
		{ input: counting },
	);
	const path = '/tmp/counting:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
	const { stdout, exitCode } = await ferry('alpha', ['status', '--json', 'beta', 'alpha'], {
		env: { PATH: path },
	});
	expect(exitCode).toBe(0);
	expect(
		stdout
			.trim()
			.split('\n')
			.map((line) => (JSON.parse(line) as { type?: string }).type ?? 'host'),
	).toHaveLength(2);
	expect((await labExec('alpha', ['cat', '/tmp/ssh-calls'])).stdout.trim().split('\n')).toHaveLength(2);
});
