// What is run, seen where it would be run.
import { afterEach, expect, test, vi } from 'vitest';
import { runHere } from '../../source/hosts/command.ts';
import { connect } from '../../source/hosts/connect.ts';

vi.mock('../../source/hosts/command.ts', async (original) => ({
	...(await original<typeof import('../../source/hosts/command.ts')>()),
	runHere: vi.fn(async () => ({ exit: 0, stdout: '', stderr: '', ms: 0 })),
}));

afterEach(() => {
	vi.restoreAllMocks();
	vi.mocked(runHere).mockClear();
});

const ran = () => vi.mocked(runHere).mock.lastCall?.[0] ?? [];

test('the limit of a command is inside of sudo, where it may end what root runs', async () => {
	vi.spyOn(process, 'getuid').mockReturnValue(1000);
	const host = await connect('localhost');
	await host.run(['rsync', '--version'], { root: true, timeoutMs: 1500 });
	const limit = ['timeout', '-k', '5', '2'];
	expect(ran()).toEqual(['/usr/bin/sudo', '-n', '--', ...limit, 'rsync', '--version']);
	await host.run(['rsync', '--version'], { timeoutMs: 1500 });
	expect(ran()).toEqual([...limit, 'rsync', '--version']);
});

test('so it is on another host, which decides itself whether it needs sudo', async () => {
	const host = await connect('beta');
	await host.run(['rm', '-f', '--', 'a b'], { root: true, timeoutMs: 30_000 });
	const argv = "timeout -k 5 30 rm -f -- 'a b'";
	expect(ran().at(-1)).toBe(
		`if [ "$(id -u)" = 0 ]; then exec ${argv}; else exec /usr/bin/sudo -n -- ${argv}; fi`,
	);
});
