// The main job, on real containers.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { foldAll } from '../../source/model/fold.ts';
import { hostsOf, reset } from '../lab/container-state.ts';
import { page } from '../lab/containers/web1.ts';
import { labExec } from '../lab/exec.ts';
import { addresses, containerAddresses, type HostName } from '../lab/paths.ts';
import { startProbe } from '../lab/probe.ts';
import { eventsOf, ferry, move, ready } from './ferry.ts';

beforeAll(() => ready(['web1', 'count1', 'mem1']), 600_000);

const leftOn = async (host: HostName): Promise<string> => {
	const list =
		'ls -A /var/lib/lxc-ferry/staging /var/lib/lxc-ferry/locks 2>/dev/null; pgrep -lx "criu|rsync"; true';
	return (await labExec(host, ['sh', '-c', list])).stdout.replaceAll(/^\/var.*:$/gm, '').trim();
};

describe('count1, with a connection open', () => {
	beforeEach(() => reset(['count1']));

	test('goes there and back with the same connection, and never counts backwards', async () => {
		const probe = await startProbe(containerAddresses.count1);
		const there = await move('alpha', 'count1', 'beta');
		expect(there.view.explanation).toBeUndefined();
		expect(there.exit).toBe(0);
		expect(hostsOf('count1')).toEqual(['beta']);
		const between = probe.last() ?? 0;
		const back = await move('beta', 'count1', 'alpha');
		expect(back.view.explanation).toBeUndefined();
		expect(back.exit).toBe(0);
		expect(hostsOf('count1')).toEqual(['alpha']);
		const seen = await probe.stop();
		expect(seen).toMatchObject({ reconnects: 0, backwards: 0 });
		expect(seen.last).toBeGreaterThan(between);
		expect(await Promise.all([leftOn('alpha'), leftOn('beta')])).toEqual(['', '']);
	});

	test('the blackout that the journal tells is close to what the client saw', async () => {
		const probe = await startProbe(containerAddresses.count1);
		const { view } = await move('alpha', 'count1', 'beta');
		const { longestGapMs } = await probe.stop();
		// Within a factor: the client also waits for TCP to send again.
		expect(view.blackoutMs ?? 0).toBeGreaterThan(longestGapMs / 4);
		expect(view.blackoutMs ?? 0).toBeLessThan(longestGapMs * 2);
	});

	test('--json emits only events, and folding them gives the summary of `show last`', async () => {
		const { stdout, exitCode } = await ferry('alpha', ['migrate', 'count1', 'beta', '--json', '--yes']);
		expect(exitCode).toBe(0);
		const events = eventsOf(stdout);
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
		const shown = await ferry('alpha', ['show', 'last', '--json']);
		const { outcome, blackoutMs, totalMs, bytes, id } = foldAll(events);
		expect(JSON.parse(shown.stdout)).toMatchObject({ outcome, blackoutMs, totalMs, bytes, id });
	});

	test('--dry-run prints the commands of every stage and changes nothing', async () => {
		const before = await labExec('beta', [
			'sh',
			'-c',
			'find /var/lib/lxc /var/lib/lxc-ferry 2>/dev/null | sort',
		]);
		const { stdout, exitCode } = await ferry('alpha', [
			'migrate',
			'count1',
			'beta',
			'--dry-run',
			'--method',
			'stream',
		]);
		expect(exitCode).toBe(0);
		for (const word of [
			'rsync',
			'lxc-checkpoint -P /var/lib/lxc -n count1 -s',
			'lxc-checkpoint -P /var/lib/lxc -n count1 -r',
			'criu page-server',
		]) {
			expect(stdout).toContain(word);
		}
		expect(hostsOf('count1')).toEqual(['alpha']);
		const after = await labExec('beta', [
			'sh',
			'-c',
			'find /var/lib/lxc /var/lib/lxc-ferry 2>/dev/null | sort',
		]);
		expect(after.stdout).toBe(before.stdout);
	});

	test('stop-and-copy brings it there too', async () => {
		const probe = await startProbe(containerAddresses.count1);
		const { exit } = await move('alpha', 'count1', 'beta', ['--method', 'stop-and-copy']);
		expect(exit).toBe(0);
		expect(await probe.stop()).toMatchObject({ reconnects: 0, backwards: 0 });
		expect(hostsOf('count1')).toEqual(['beta']);
	});

	test('another lxcpath on the target is honoured', async () => {
		await labExec('beta', ['mkdir', '-p', '/var/lib/lxc-elsewhere']);
		const { exit, view } = await move('alpha', 'count1', 'beta', [
			'--target-lxcpath',
			'/var/lib/lxc-elsewhere',
		]);
		expect(view.explanation).toBeUndefined();
		expect(exit).toBe(0);
		const { stdout } = await labExec('beta', [
			'lxc-info',
			'-P',
			'/var/lib/lxc-elsewhere',
			'-n',
			'count1',
			'-H',
			'-s',
		]);
		expect(stdout.trim()).toBe('RUNNING');
		await labExec('beta', [
			'sh',
			'-c',
			'lxc-stop -k -P /var/lib/lxc-elsewhere -n count1; rm -rf /var/lib/lxc-elsewhere',
		]);
	});

	test('a third machine moves it, and a target pulls it', async () => {
		expect((await move('client', 'count1', 'beta', ['--source', 'alpha'])).view.explanation).toBeUndefined();
		expect(hostsOf('count1')).toEqual(['beta']);
		expect(
			(await move('alpha', 'count1', 'localhost', ['--source', 'beta'])).view.explanation,
		).toBeUndefined();
		expect(hostsOf('count1')).toEqual(['alpha']);
	});

	test("the article's way: sudo on the source, ubuntu with sudo on the target", async () => {
		const argv = [
			'runuser',
			'-u',
			'ubuntu',
			'--',
			'sudo',
			'lxc-ferry',
			'migrate',
			'count1',
			'ubuntu@beta',
			'--plain',
			'--yes',
		];
		const { exitCode, stdout } = await labExec('alpha', argv, { reject: false, timeout: 120_000 });
		expect(stdout).toContain('count1 was moved and runs on ubuntu@beta');
		expect(exitCode).toBe(0);
		expect(hostsOf('count1')).toEqual(['beta']);
	});

	test('the copy left behind is marked, does not start, and can be cleared', async () => {
		await move('alpha', 'count1', 'beta');
		expect((await ferry('alpha', ['list'])).stdout).toMatch(/count1\s+STOPPED.*moved → beta/);
		const started = await labExec('alpha', ['lxc-start', '-n', 'count1'], { reject: false, timeout: 60_000 });
		expect(started.exitCode).not.toBe(0);
		expect(hostsOf('count1')).toEqual(['beta']);
		expect((await ferry('alpha', ['clean', 'count1', '--yes'])).exitCode).toBe(0);
		expect((await ferry('alpha', ['list'])).stdout).not.toMatch(/count1.*moved/);
	});
});

describe('web1, a whole systemd', () => {
	beforeEach(() => reset(['web1']));

	test('is served by the second host, healthy and calm, and comes back', async () => {
		const url = `http://${containerAddresses.web1}/`;
		const { view, exit } = await move('alpha', 'web1', 'beta', ['--health', `curl -fsS ${url}`]);
		expect(view.explanation).toBeUndefined();
		expect(exit).toBe(0);
		expect(hostsOf('web1')).toEqual(['beta']);
		expect((await labExec('client', ['curl', '-fsS', '--max-time', '10', url])).stdout).toContain(
			page.trim(),
		);
		expect(
			(await labExec('beta', ['lxc-attach', '-n', 'web1', '--', 'systemctl', 'is-system-running'])).stdout,
		).toBe('running');
		expect(view.findings.filter(({ check }) => check === 'spinning-after-restore')).toEqual([]);
		expect((await move('beta', 'web1', 'alpha')).exit).toBe(0);
		expect((await labExec('client', ['curl', '-fsS', '--max-time', '10', url])).stdout).toContain(
			page.trim(),
		);
	});

	test('is brought back with its memory when the health command fails', async () => {
		const { view, exit } = await move('alpha', 'web1', 'beta', ['--health', 'false']);
		expect([view.outcome, exit]).toEqual(['rolled-back', 4]);
		expect(hostsOf('web1')).toEqual(['alpha']);
		expect(
			(await labExec('alpha', ['lxc-attach', '-n', 'web1', '--', 'systemctl', 'is-system-running'])).stdout,
		).toBe('running');
	});
});

test.each([
	['through ssh', []],
	['straight to the target', ['--page-server', addresses.beta.link]],
])('mem1 keeps every page, %s', async (_, options) => {
	await reset(['mem1']);
	const probe = await startProbe(containerAddresses.mem1);
	expect((await move('alpha', 'mem1', 'beta', options)).exit).toBe(0);
	expect(await probe.stop()).toMatchObject({ reconnects: 0, backwards: 0 });
	const ask = `exec 3<>/dev/tcp/${containerAddresses.mem1}/7000; echo c >&3; grep -m1 ok <&3`;
	expect((await labExec('client', ['bash', '-c', ask], { timeout: 60_000 })).stdout).toMatch(/^ok \d+$/);
});
