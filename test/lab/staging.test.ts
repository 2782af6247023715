// The staging place against somebody else on the host: what is planted there is refused, and nothing follows it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownLab } from './own-lab.ts';

ownLab('planted');
const { hostsOf, reset } = await import('./container-state.ts');
const { down } = await import('./down.ts');
const { labExec } = await import('./exec.ts');
const { installProgram, runProgram } = await import('./faults/program.ts');
const { up } = await import('./up.ts');

beforeAll(async () => {
	await up(() => undefined, ['count1']);
	await installProgram();
}, 600_000);
afterAll(() => down());

const sh = async (host: 'alpha' | 'beta', script: string): Promise<string> =>
	(await labExec(host, ['sh', '-c', script])).stdout;

const planted: [what: string, script: string][] = [
	['a link in place of the directory', 'ln -s /home/ubuntu/trap /var/lib/lxc-ferry'],
	[
		'a link in place of the staging place',
		'mkdir /var/lib/lxc-ferry; ln -s /home/ubuntu/trap /var/lib/lxc-ferry/staging',
	],
	[
		"somebody else's directory",
		'mkdir -p /var/lib/lxc-ferry/staging; chown ubuntu /var/lib/lxc-ferry/staging; chmod 777 /var/lib/lxc-ferry/staging',
	],
	[
		'a link in place of the locks',
		'mkdir /var/lib/lxc-ferry; ln -s /home/ubuntu/trap /var/lib/lxc-ferry/locks',
	],
	[
		"somebody else's directory of locks",
		'mkdir -p /var/lib/lxc-ferry/locks; chown ubuntu /var/lib/lxc-ferry/locks; chmod 777 /var/lib/lxc-ferry/locks',
	],
];

test.each(planted)('%s on the target is refused', async (_, script) => {
	await reset(['count1']);
	await sh(
		'beta',
		`mkdir -p /home/ubuntu/trap; chown ubuntu /home/ubuntu/trap; rm -rf /var/lib/lxc-ferry; ${script}`,
	);
	const { exit, output } = await runProgram('alpha', ['migrate', 'count1', 'beta', '--yes', '--plain']);
	expect(exit, output).toBe(3);
	expect(output).toContain('is not a directory of root');
	expect(await sh('beta', 'ls -A /home/ubuntu/trap')).toBe('');
	expect(hostsOf('count1')).toEqual(['alpha']);
	expect(
		await sh('alpha', 'find /var/lib/lxc-ferry/locks /var/lib/lxc-ferry/staging 2>/dev/null; true'),
	).not.toContain('count1');
});
