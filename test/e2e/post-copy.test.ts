// --method post-copy where it can't be: the kernel of these hosts has no userfaultfd. Where it can, npm run lab:vm -- faults.
import { beforeAll, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { containerAddresses } from '../lab/paths.ts';
import { startProbe } from '../lab/probe.ts';
import { ferry, ready } from './ferry.ts';

beforeAll(async () => {
	await ready(['count1']);
	await reset(['count1']);
}, 600_000);

test('count1 by post-copy is not moved: exit status 3, what is missing, and its connection goes on', async () => {
	const probe = await startProbe(containerAddresses.count1);
	const argv = ['migrate', 'count1', 'beta', '--yes', '--plain', '--method', 'post-copy'];
	const { exitCode, stdout } = await ferry('alpha', argv);
	const said = stdout.replaceAll(/\s+/g, ' ');
	expect(exitCode).toBe(3);
	expect(said).toContain('post-copy is not possible between these hosts');
	expect(said).toMatch(/missing: .*criu check --feature uffd-noncoop\) on beta/);
	expect(said).toContain('count1 was not touched');
	expect(hostsOf('count1')).toEqual(['alpha']);
	const seen = await probe.stop();
	expect(seen).toMatchObject({ reconnects: 0, backwards: 0 });
	expect(seen.last).toBeGreaterThan(seen.first);
});
