// That the lab is what it says it is. Brings it up if it is down; leaves it up.
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { hostsOf } from './container-state.ts';
import { page } from './containers/web1.ts';
import { labExec } from './exec.ts';
import {
	diskOfSize,
	hostReboot,
	linkDown,
	linkUp,
	netem,
	programMissing,
	programReplaced,
	readOnly,
	sshdStart,
	sshdStop,
} from './faults-kit.ts';
import { checkout, containerAddresses, containerNames, hostNames, lxcHosts } from './paths.ts';
import { startProbe } from './probe.ts';
import { initOf } from './processes.ts';

const lab = (...args: string[]) =>
	execa(process.execPath, [`${checkout}/test/lab/cli.ts`, ...args], { reject: false });

const sh = async (host: (typeof hostNames)[number], command: string): Promise<string> =>
	(await labExec(host, ['sh', '-c', command], { timeout: 20_000 })).stdout;

beforeAll(async () => {
	const { exitCode, stderr } = await lab('up');
	expect(exitCode, stderr).toBe(0);
}, 600_000);

describe('commands', () => {
	test('a second up does nothing and says nothing', async () => {
		const before = hostNames.map(initOf);
		const { exitCode, stdout, stderr } = await lab('up');
		expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
		expect(hostNames.map(initOf)).toEqual(before);
	});

	test('two at once wait for each other', async () => {
		const results = await Promise.all([lab('up'), lab('up'), lab('up')]);
		expect(results.map((result) => result.exitCode)).toEqual([0, 0, 0]);
	});

	test('exec passes on exit code, output and input', async () => {
		const ended = await lab('exec', 'beta', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7');
		expect(ended).toMatchObject({ exitCode: 7, stdout: 'out', stderr: 'err' });
		expect((await labExec('client', ['cat'], { input: 'a b\n$c' })).stdout).toBe('a b\n$c');
		expect(await labExec('alpha', ['false'], { reject: false })).toMatchObject({ exitCode: 1 });
	});

	test('a wrong word ends with usage and exit code 2', async () => {
		for (const words of [
			['sideways'],
			['exec', 'gamma', '--', 'true'],
			['reset', 'web2'],
			['exec', 'alpha'],
		]) {
			const { exitCode, stderr } = await lab(...words);
			expect(exitCode).toBe(2);
			expect(stderr).toContain('Usage:');
		}
	});

	test('status names every host and container', async () => {
		const { stdout } = await lab('status');
		for (const name of [...hostNames, ...containerNames]) expect(stdout).toContain(name);
	});

	test('reset brings a container back that was moved, or destroyed', async () => {
		// Whoever tried the lab before may have moved it.
		expect((await lab('reset', 'count1')).exitCode).toBe(0);
		expect(hostsOf('count1')).toEqual(['alpha']);
		await sh(
			'alpha',
			'lxc-stop -k -n count1; rm -rf /var/lib/lxc/count1; mkdir -p /run/lxc-ferry /var/lib/lxc-ferry',
		);
		expect(hostsOf('count1')).toEqual([]);
		expect((await lab('reset', 'count1')).exitCode).toBe(0);
		expect(hostsOf('count1')).toEqual(['alpha']);
		expect(await sh('alpha', 'ls -d /run/lxc-ferry /var/lib/lxc-ferry 2>/dev/null || true')).toBe('');
	}, 30_000);
});

describe('hosts', () => {
	test.each(hostNames)('%s has its own name, machine id, boot id and cgroup root', async (host) => {
		expect(await sh(host, 'hostname')).toBe(host);
		expect(
			await sh(host, 'head -n 1 /proc/1/cgroup | grep -c . ; ls -d /sys/fs/cgroup/init.scope'),
		).toContain('init.scope');
		const ids = await Promise.all(
			hostNames.map((name) => sh(name, 'cat /etc/machine-id /proc/sys/kernel/random/boot_id')),
		);
		expect(new Set(ids).size).toBe(hostNames.length);
	});

	test.each([
		['alpha', 'beta'],
		['beta', 'alpha'],
		['client', 'alpha'],
	] as const)('root and ubuntu come from %s to %s without a question', async (from, to) => {
		expect(await sh(from, `ssh -o BatchMode=yes ${to} hostname`)).toBe(to);
		expect(await sh(from, `su - ubuntu -c 'ssh -o BatchMode=yes ${to} sudo -n id -u'`)).toBe('0');
	});

	test('stranger is beta with a key that nobody knows', async () => {
		const { stderr } = await labExec('alpha', ['ssh', '-o', 'BatchMode=yes', 'stranger', 'true'], {
			reject: false,
		});
		expect(stderr).toContain('Host key verification failed');
	});

	test.each(lxcHosts)('CRIU and LXC are as new as they must be on %s', async (host) => {
		expect(await sh(host, 'criu check 2>&1')).toContain('Looks good');
		expect(
			Number.parseFloat(await sh(host, 'criu --version | sed -n "s/Version: //p"')),
		).toBeGreaterThanOrEqual(4.2);
		expect(Number.parseFloat(await sh(host, 'lxc-start --version'))).toBeGreaterThanOrEqual(7);
		expect(await sh(host, 'stat -f -c %T /var/lib/lxc')).not.toBe('overlayfs');
	});

	test.each(hostNames)('the checkout and its Node are on %s', async (host) => {
		const node = '/opt/lxc-ferry/node_modules/node/bin/node';
		expect(
			await sh(host, `${node} -p 1+1; test -r /opt/lxc-ferry/package.json; test -x /usr/bin/lxc-ferry`),
		).toBe('2');
		expect((await labExec(host, ['touch', '/opt/lxc-ferry/x'], { reject: false })).stderr).toContain(
			'Read-only',
		);
	});
});

describe('containers', () => {
	test('web1 serves its page to the client and is in good health', async () => {
		const [host] = hostsOf('web1');
		expect(await sh('client', `curl -sf http://${containerAddresses.web1}/`)).toBe(page);
		expect(await sh(host ?? 'alpha', 'lxc-attach -n web1 -- systemctl is-system-running')).toBe('running');
	});

	test.each(['count1', 'mem1', 'files1', 'web1'] as const)('%s counts', async (name) => {
		const probe = await startProbe(containerAddresses[name]);
		await new Promise((resolve) => setTimeout(resolve, 500));
		const seen = await probe.stop();
		expect(seen).toMatchObject({ backwards: 0, reconnects: 0 });
		expect(seen.last - seen.first).toBe(seen.lines - 1);
		expect(seen.lines).toBeGreaterThan(20);
	});

	test('mem1 can tell that its memory is whole', async () => {
		const command = `(echo c; sleep 2) | timeout 3 nc ${containerAddresses.mem1} 7000 | grep -m 1 -E 'ok|bad'`;
		expect(await sh('client', command)).toBe('ok 102400');
	});

	test('files1 has 20,000 files in about 1 GB', async () => {
		const data = `/var/lib/lxc/files1/rootfs/data`;
		expect(await sh(hostsOf('files1')[0] ?? 'alpha', `find ${data} -name 'file-*' | wc -l`)).toBe('20000');
	});

	test('raw1 is as a newcomer has it: it runs and cannot be dumped', async () => {
		expect(
			await sh(
				'alpha',
				'lxc-info -n raw1 -H -s; lxc-attach -n raw1 -- systemctl is-active dbus systemd-logind',
			),
		).toBe('RUNNING\nactive\nactive');
		const config = await sh('alpha', 'cat /var/lib/lxc/raw1/config');
		expect(config).not.toContain('lxc.console.path');
	});
});

describe('faults, tried on the client', () => {
	const bootId = () => sh('client', 'cat /proc/sys/kernel/random/boot_id');
	const pings = () => sh('client', 'ping -c 10 -i 0.01 -W 1 -q 10.77.0.1 || true');

	test('a rebooted host is the same with a new boot id', async () => {
		const before = await bootId();
		await sh('client', 'echo kept > /root/kept; echo lost > /run/lost');
		await hostReboot('client');
		expect(await bootId()).not.toBe(before);
		expect(await sh('client', 'cat /root/kept; ls /run/lost 2>/dev/null || true')).toBe('kept');
		expect(
			await sh('alpha', 'ssh -o BatchMode=yes 10.77.0.3 -o StrictHostKeyChecking=no hostname 2>/dev/null'),
		).toBe('client');
	});

	test('a cut cable', async () => {
		await linkDown('client');
		expect(await pings()).toContain('100% packet loss');
		await linkUp('client');
		expect(await pings()).toContain(' 0% packet loss');
	});

	test('a long and slow cable', async () => {
		await netem('client', { delayMs: 20 });
		expect(await pings()).toMatch(/min\/avg.* 4\d\./);
		await netem('client', { lossPercent: 100 });
		expect(await pings()).toContain('100% packet loss');
		await netem('client');
		expect(await pings()).toMatch(/ 0% packet loss[\s\S]*= 0\./);
	});

	test('sshd stopped and started', async () => {
		await sshdStop('client');
		expect((await labExec('alpha', ['nc', '-z', '10.77.0.3', '22'], { reject: false })).failed).toBe(true);
		await sshdStart('client');
		expect((await labExec('alpha', ['nc', '-z', '10.77.0.3', '22'], { reject: false })).failed).toBe(false);
	});

	test('a full disk, a read-only directory, a program that is missing or does something else', async () => {
		const undos = [
			await diskOfSize('client', '/var/lib/small', 1),
			await readOnly('client', '/srv'),
			await programMissing('client', '/usr/bin/zstd'),
			await programReplaced('client', '/usr/bin/socat', 'exit 9'),
		];
		expect(
			await sh(
				'client',
				'head -c 2000000 /dev/zero 2>&1 > /var/lib/small/x | true; stat -c %s /var/lib/small/x',
			),
		).toBe('1048576');
		expect((await labExec('client', ['touch', '/srv/x'], { reject: false })).stderr).toContain('Read-only');
		expect((await labExec('client', ['zstd', '-V'], { reject: false })).exitCode).toBe(127);
		expect((await labExec('client', ['socat', '-V'], { reject: false })).exitCode).toBe(9);
		for (const undo of undos) await undo();
		expect(
			await sh(
				'client',
				'touch /srv/x; rm /srv/x; zstd -V > /dev/null; socat -V > /dev/null; ls /var/lib/small',
			),
		).toBe('');
	});
});
