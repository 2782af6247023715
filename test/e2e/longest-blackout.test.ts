// --max-blackout on a real container: what can't be short enough is refused while the container still runs.
import { beforeAll, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { labExec } from '../lab/exec.ts';
import { containerAddresses } from '../lab/paths.ts';
import { startProbe } from '../lab/probe.ts';
import { ferry, move, ready } from './ferry.ts';

beforeAll(async () => {
	await ready(['count1']);
	await reset(['count1']);
}, 600_000);

test('count1 with --max-blackout 1ms is not moved: exit status 3, why, and its connection goes on', async () => {
	const probe = await startProbe(containerAddresses.count1);
	const { exitCode, stdout } = await ferry('alpha', [
		...['migrate', 'count1', 'beta', '--yes', '--plain', '--max-blackout', '1ms'],
	]);
	expect(exitCode).toBe(3);
	expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
		/The blackout would be about .* longer than the 1 ms allowed/,
	);
	expect(stdout).toContain('count1 was not touched');
	expect(stdout).not.toContain('FROZEN');
	expect(hostsOf('count1')).toEqual(['alpha']);
	const seen = await probe.stop();
	expect(seen).toMatchObject({ reconnects: 0, backwards: 0 });
	expect(seen.last).toBeGreaterThan(seen.first);
	const staging = await labExec('beta', ['sh', '-c', 'ls -A /var/lib/lxc-ferry/staging 2>/dev/null; true']);
	expect(staging.stdout.trim()).toBe('');
});

test('with a limit that it keeps it is moved, and says beside what was measured what had been predicted', async () => {
	const { exit, view } = await move('alpha', 'count1', 'beta', ['--max-blackout', '30s']);
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(hostsOf('count1')).toEqual(['beta']);
	const { stdout } = await ferry('alpha', ['show', 'last']);
	expect(stdout).toMatch(/^predicted: blackout /m);
});
