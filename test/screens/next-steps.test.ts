import { execa } from 'execa';
import { expect, test } from 'vitest';
import { emptyView } from '../../source/model/fold.ts';
import { refusal } from '../../source/screens/picker/rows.ts';
import { nextSteps } from '../../source/screens/summary/next-steps.ts';

const moved = (container: string, source: string) =>
	nextSteps({ ...emptyView(), container, source, target: 'root@beta', outcome: 'migrated' }).map(
		({ command }) => command,
	);

test('plain names stay readable, and this machine needs no ssh', () => {
	expect(moved('web1', 'localhost')).toEqual([
		'ssh root@beta lxc-info -n web1',
		'lxc-destroy -n web1',
		'lxc-ferry migrate web1 localhost --source root@beta',
	]);
});

test('a name arrives as it is, through this shell and the one behind ssh', async () => {
	const name = "a b'$(reboot);c";
	const [look = ''] = moved(name, 'alpha');
	const arguments_ = async (command: string) => {
		const { stdout } = await execa('/bin/sh', ['-c', `set -- ${command}; printf '%s\n' "$@"`]);
		return stdout.split('\n');
	};
	const [ssh, host, ...rest] = await arguments_(look);
	expect([ssh, host]).toEqual(['ssh', 'root@beta']);
	expect(await arguments_(rest.join(' '))).toEqual(['lxc-info', '-n', name]);
});

test('a frozen container is thawed by a command that can be copied', () => {
	const said = refusal({ name: 'a b', state: 'FROZEN', addresses: [] });
	expect(said).toContain("lxc-unfreeze -n 'a b', then");
});
