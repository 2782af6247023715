// raw1 is what a newcomer has: LXC's default configuration and a whole systemd, nothing prepared.
import { beforeAll, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { labExec } from '../lab/exec.ts';
import { ferry, move, ready } from './ferry.ts';

beforeAll(async () => {
	await ready(['raw1']);
	await reset(['raw1']);
}, 600_000);

test('the check names everything at once, the fixes cure it, and then it moves', async () => {
	const before = await ferry('alpha', ['check', 'raw1', 'beta']);
	expect(before.exitCode).toBe(3);
	for (const id of ['console', 'ttys', 'users', 'namespaces', 'bpf', 'pressure'])
		expect(before.stdout).toContain(`[${id}]`);
	const blocked = await move('alpha', 'raw1', 'beta');
	expect([blocked.view.outcome, blocked.exit]).toEqual(['not-started', 3]);

	const fixed = await ferry('alpha', ['check', 'raw1', 'beta', '--fix', '--restart', '--yes']);
	expect(fixed.stdout).toContain('Nothing stands in the way');
	expect(fixed.exitCode).toBe(0);
	const { view, exit } = await move('alpha', 'raw1', 'beta');
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(hostsOf('raw1')).toEqual(['beta']);
	expect(view.findings.filter(({ check }) => check === 'spinning-after-restore')).toEqual([]);
	const state = await labExec('beta', ['lxc-attach', '-n', 'raw1', '--', 'systemctl', 'is-system-running'], {
		reject: false,
	});
	expect(state.stdout).toBe('running');
});

test('the fixes are idempotent, and can be taken back', async () => {
	await reset(['raw1']);
	const config = async () => (await labExec('alpha', ['cat', '/var/lib/lxc/raw1/config'])).stdout;
	const original = await config();
	await ferry('alpha', ['check', 'raw1', 'beta', '--fix', '--yes']);
	const once = await config();
	expect(once).not.toBe(original);
	await ferry('alpha', ['check', 'raw1', 'beta', '--fix', '--yes']);
	expect(await config()).toBe(once);
	await ferry('alpha', ['check', 'raw1', 'beta', '--undo']);
	expect(await config()).toBe(original);
});
