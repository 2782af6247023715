import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Host } from '../../source/hosts/host.ts';
import { parseProgress, parseStats, rsyncCommand } from '../../source/hosts/rsync.ts';

const host = (name: string, local = false): Host => ({
	name,
	local,
	...(local ? {} : { destination: name, ssh: ['ssh', '-o', 'ControlPath=/run/x y/%C'] }),
	command: (argv) => [...argv],
	run: () => Promise.reject(new Error('nothing is run in this test')),
	start: () => {
		throw new Error('nothing is run in this test');
	},
	close: async () => {},
});

const copy = (from: Host, to: Host) =>
	rsyncCommand({ from: { host: from, path: '/a/' }, to: { host: to, path: '/b/' }, mirror: true }, [
		'/s',
		'/t',
	]);

test('from here to there it runs here and pushes', () => {
	const { on, argv } = copy(host('localhost', true), host('beta'));
	expect(on.local).toBe(true);
	expect(argv.slice(-2)).toEqual(['/a/', 'beta:/b/']);
	expect(argv).toContain('--delete');
	expect(argv[argv.indexOf('-e') + 1]).toBe("ssh -o 'ControlPath=/run/x y/%C'");
});

test('from there to here it runs here and pulls', () => {
	const { on, argv } = copy(host('alpha'), host('localhost', true));
	expect(on.local).toBe(true);
	expect(argv.slice(-2)).toEqual(['alpha:/a/', '/b/']);
});

test('between two other hosts it runs on the source', () => {
	const { on, argv } = copy(host('alpha'), host('beta'));
	expect(on.name).toBe('alpha');
	expect(argv.slice(-2)).toEqual(['/a/', 'beta:/b/']);
});

test('the far side becomes root by sudo, which never asks, unless it is root already', async () => {
	const { argv } = copy(host('localhost', true), host('ubuntu@beta'));
	const path = argv[argv.indexOf('--rsync-path') + 1] ?? '';
	const said = async (id: string) => {
		return (
			await execa('/bin/sh', [
				'-c',
				'eval "$0" --server x',
				path.replace('id -u', `echo ${id}`).replaceAll(/then |else /g, '$&echo '),
			])
		).stdout;
	};
	expect(await said('0')).toBe('rsync --server x');
	expect(await said('1000')).toBe('/usr/bin/sudo -n /usr/bin/rsync --server x');
});

// Lines as rsync 3.5.1 printed them in the lab.
test('progress lines are read', () => {
	expect(parseProgress('    241,664,000  24%  230.42MB/s    0:00:03  ')).toEqual({
		bytes: 241_664_000,
		percent: 24,
		rate: 230_420_000,
	});
	expect(parseProgress('      1,238,099  61%  146.38kB/s    0:00:08 (xfr#5, to-chk=169/396)')).toEqual({
		bytes: 1_238_099,
		percent: 61,
		rate: 146_380,
	});
	expect(parseProgress('      1238099  61%  146.38kB/s    0:00:08')?.bytes).toBe(1_238_099);
	expect(parseProgress('Number of files: 20,012')).toBeUndefined();
});

test('the closing statistics are read', () => {
	const text =
		'Number of files: 20,012 (reg: 20,001, dir: 11)\nNumber of regular files transferred: 3\nTotal transferred file size: 1,234 bytes\nTotal bytes sent: 500\nTotal bytes received: 50\n';
	expect(parseStats(text)).toEqual({ files: 20_012, transferred: 3, changedBytes: 1234, sent: 550 });
	expect(parseStats('')).toEqual({ files: 0, transferred: 0, changedBytes: 0, sent: 0 });
});
