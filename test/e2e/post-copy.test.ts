// --method post-copy between real hosts: the container runs on the target before its memory is there.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { labExec } from '../lab/exec.ts';
import { containerAddresses, type HostName } from '../lab/paths.ts';
import { startProbe } from '../lab/probe.ts';
import { ferry, move, ready } from './ferry.ts';

beforeAll(() => ready(['count1', 'mem1', 'web1']), 600_000);
beforeEach(() => reset(['count1', 'mem1', 'web1']));

const postCopy = ['--method', 'post-copy'];

const said = async (host: HostName, script: string): Promise<string> =>
	(await labExec(host, ['sh', '-c', script], { timeout: 60_000, reject: false })).stdout.trim();

/** What only post-copy could leave behind: who serves, fetches or holds memory, and a container that is cut off. */
const leftOn = (host: HostName, name: string): Promise<string> =>
	said(
		host,
		`pgrep -l "^criu$"; pgrep -fl "lazy[.]pl"; ls -A /var/lib/lxc-ferry/staging
init=$(lxc-info -n ${name} -H -p 2>/dev/null)
[ -z "$init" ] || nsenter -t "$init" -n nft list tables
cat /sys/fs/cgroup/lxc.payload.${name}/cgroup.freeze 2>/dev/null | grep 1`,
	);

/** The container's own look at each of its pages; `nothing` where no answer comes. */
const pages = async (): Promise<string> => {
	const ask = `exec 3<>/dev/tcp/${containerAddresses.mem1}/7000; echo c >&3; timeout 10 grep -m1 "ok\\|bad" <&3`;
	const { stdout } = await labExec('client', ['bash', '-c', ask], { timeout: 60_000, reject: false });
	return stdout.trim() || 'nothing';
};

test('count1 goes there and back with the same connection, and never counts backwards', async () => {
	const probe = await startProbe(containerAddresses.count1);
	for (const [from, to] of [
		['alpha', 'beta'],
		['beta', 'alpha'],
	] as const) {
		const { exit, view } = await move(from, 'count1', to, postCopy);
		expect(view.explanation).toBeUndefined();
		expect(exit).toBe(0);
		expect(hostsOf('count1')).toEqual([to]);
		for (const host of [from, to]) expect(await leftOn(host, 'count1')).toBe('');
	}
	expect(await probe.stop()).toMatchObject({ reconnects: 0, backwards: 0 });
});

test('web1, a whole systemd that starts processes meanwhile, is served by the second host', async () => {
	const { exit, view } = await move('alpha', 'web1', 'beta', postCopy);
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	const page = ['curl', '-fsS', '--max-time', '10', `http://${containerAddresses.web1}/`];
	expect((await labExec('client', page)).stdout).not.toBe('');
	expect(await said('beta', 'lxc-attach -n web1 -- systemctl is-system-running')).toBe('running');
	for (const host of ['alpha', 'beta'] as const) expect(await leftOn(host, 'web1')).toBe('');
});

/** Waits on alpha until the memory of a migration that is not over follows, and then does something there. */
const whenItFollows = (script: string) =>
	said(
		'alpha',
		`follows() {
	for journal in /var/lib/lxc-ferry/migrations/*/journal.ndjson; do
		! grep -qs '"type":"finished"' "$journal" || continue
		! grep -qs '"name":"verify","phase":"progress"' "$journal" || return 0
	done
	return 1
}
until follows; do sleep 0.01; done
${script}`,
	);

test('mem1 keeps every page', async () => {
	const probe = await startProbe(containerAddresses.mem1);
	const { exit, view } = await move('alpha', 'mem1', 'beta', postCopy);
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(await probe.stop()).toMatchObject({ reconnects: 0, backwards: 0 });
	expect(await pages()).toMatch(/^ok \d+$/);
	for (const host of ['alpha', 'beta'] as const) expect(await leftOn(host, 'mem1')).toBe('');
});

/** A health command that says that it was asked, and is not satisfied before the test is. */
const patient = ['--health', 'touch /tmp/asked; until [ -e /tmp/satisfied ]; do sleep 0.05; done'];
const asked = () => said('beta', 'until [ -e /tmp/asked ]; do sleep 0.05; done');
const satisfy = () => said('beta', 'touch /tmp/satisfied');

beforeEach(() => said('beta', 'rm -f /tmp/asked /tmp/satisfied'));

test('a link that breaks half way shows nobody a page of zeros, and it goes on where it was', async () => {
	const moving = move('alpha', 'mem1', 'beta', [...postCopy, ...patient]);
	// Its end on the source goes, and the engine turns back only when the target has been looked at.
	await whenItFollows('pkill -KILL -x criu');
	expect(await pages()).toBe('nothing');
	await satisfy();
	const { exit, view } = await moving;
	expect(view.explanation?.what).toContain('memory did not arrive');
	expect(exit).toBe(4);
	expect(hostsOf('mem1')).toEqual(['alpha']);
	expect(await pages()).toMatch(/^ok \d+$/);
	for (const host of ['alpha', 'beta'] as const) expect(await leftOn(host, 'mem1')).toBe('');
});

test.each([
	['rollback', 4, 'alpha'],
	['resume', 0, 'beta'],
] as const)(
	'an engine that is killed while the target is looked at is taken to its end by %s',
	async (command, exit, runs) => {
		const moving = move('alpha', 'mem1', 'beta', [...postCopy, ...patient]);
		await asked();
		await said('alpha', 'pkill -KILL -f "[_]_engine"');
		expect((await moving).exit).toBe(5);
		await satisfy();
		const { exitCode, stdout } = await ferry('alpha', [command, 'last', '--yes', '--plain']);
		expect(exitCode, stdout).toBe(exit);
		expect(hostsOf('mem1')).toEqual([runs]);
		expect(await pages()).toMatch(/^ok \d+$/);
		for (const host of ['alpha', 'beta'] as const) expect(await leftOn(host, 'mem1')).toBe('');
	},
);
