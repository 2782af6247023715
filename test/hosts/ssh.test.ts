import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import type { Host } from '../../source/hosts/host.ts';
import { rsyncCommand } from '../../source/hosts/rsync.ts';
import { sshCommand, sshRules } from '../../source/hosts/ssh.ts';

const dir = mkdtempSync(join(tmpdir(), 'ferry-ssh-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What ssh would do (ssh(1), -G) for somebody whose own settings accept every key. */
const settings = async (argv: readonly string[]): Promise<string[]> => {
	const config = join(dir, 'config');
	writeFileSync(config, 'Host *\n\tStrictHostKeyChecking accept-new\n\tConnectTimeout 600\n');
	const [file = '', ...rest] = argv;
	const { stdout } = await execa(file, ['-F', config, ...rest, '-G', 'beta']);
	return stdout.split('\n');
};

test('a host key is never accepted silently, whatever ssh_config says', async () => {
	const working = await settings(sshCommand({ control: dir }));
	expect(working).toEqual(expect.arrayContaining(['batchmode yes', 'stricthostkeychecking true']));
	const asking = await settings(sshCommand({ control: dir, interactive: true }));
	expect(asking).toEqual(expect.arrayContaining(['batchmode no', 'stricthostkeychecking ask']));
});

test('the hop from the source to the target keeps to the same rules', async () => {
	const host = (name: string) => ({ name, local: false, destination: name }) as Host;
	const copy = { from: { host: host('alpha'), path: '/a/' }, to: { host: host('beta'), path: '/b/' } };
	const { argv } = rsyncCommand(copy, ['/s', '/t']);
	const shell = (argv[argv.indexOf('-e') + 1] ?? '').split(' ');
	expect(shell).toEqual(['ssh', ...sshRules()]);
	expect(await settings(shell)).toEqual(
		expect.arrayContaining([
			'batchmode yes',
			'stricthostkeychecking true',
			'connecttimeout 10',
			'serveraliveinterval 5',
			'serveralivecountmax 3',
		]),
	);
});
