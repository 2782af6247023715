import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../source/model/config.ts';
import { rootfsPath, storage } from '../../source/model/config-storage.ts';
import { configForTarget } from '../../source/model/config-target.ts';

const read = (text: string, others: Record<string, string> = {}) =>
	readConfig('/c', new Map([['/c', text], ...Object.entries(others)]));

const values = (text: string, key: string, others: Record<string, string> = {}) =>
	read(text, others)
		.getAll(key)
		.map((entry) => entry.value);

describe('readConfig', () => {
	it('gives values with file and line', () => {
		expect(read('# x\n\n  lxc.uts.name =  web1 \n').get('lxc.uts.name')).toEqual({
			key: 'lxc.uts.name',
			writtenKey: 'lxc.uts.name',
			value: 'web1',
			file: '/c',
			line: 3,
		});
	});

	it('keeps the last value of a key and all of a list, and empties both', () => {
		expect(values('lxc.tty.max = 4\nlxc.tty.max = 0\n', 'lxc.tty.max')).toEqual(['0']);
		expect(values('lxc.mount.entry = a b\nlxc.mount.entry = c d\n', 'lxc.mount.entry')).toEqual([
			'a b',
			'c d',
		]);
		expect(
			values('lxc.mount.entry = a b\nlxc.mount.entry =\nlxc.mount.entry = c d\n', 'lxc.mount.entry'),
		).toEqual(['c d']);
		expect(
			values('lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.deny =', 'lxc.cgroup2.devices.deny'),
		).toEqual([]);
		expect(values('lxc.cap.keep = kill\nlxc.cap.keep = none', 'lxc.cap.keep')).toEqual(['none']);
	});

	it('empties what lies below a key', () => {
		expect(read('lxc.net.0.type = veth\nlxc.net.1.type = phys\nlxc.net =\n').entries).toEqual([]);
		expect(read('lxc.net.0.type = veth\nlxc.net.1.type = phys\nlxc.net.0 =\n').entries).toHaveLength(1);
		expect(read('lxc.net.1.type = veth\nlxc.net.10.type = phys\nlxc.net.1 =\n').entries).toHaveLength(1);
	});

	it('knows the names of LXC 1 and 2', () => {
		const config = read(
			'lxc.tty = 4\nlxc.console = none\nlxc.rootfs = /r\nlxc.network.type = veth\nlxc.network.link = br0\nlxc.network.ipv4 = 10.0.0.2/24\nlxc.network.type = phys\nlxc.network.link = eth1\nlxc.id_map = u 0 1 2\nlxc.limit.nofile = 5\n',
		);
		expect(config.entries.map(({ key, value }) => `${key}=${value}`)).toEqual([
			'lxc.tty.max=4',
			'lxc.console.path=none',
			'lxc.rootfs.path=/r',
			'lxc.net.0.type=veth',
			'lxc.net.0.link=br0',
			'lxc.net.0.ipv4.address=10.0.0.2/24',
			'lxc.net.1.type=phys',
			'lxc.net.1.link=eth1',
			'lxc.idmap=u 0 1 2',
			'lxc.prlimit.nofile=5',
		]);
		expect(config.get('lxc.tty.max')?.writtenKey).toBe('lxc.tty');
		expect(read('lxc.kmsg = 0').problems).toMatchObject([{ kind: 'retired-key', line: 1 }]);
	});

	it('includes files and directories of *.conf in place', () => {
		const others = {
			'/d/': '',
			'/d/a.conf': 'lxc.environment = A=1\n',
			'/d/b.txt': 'lxc.environment = B=1\n',
			'/d/sub/c.conf': 'lxc.environment = C=1\n',
		};
		expect(
			values('lxc.environment = X=1\nlxc.include = /d/\nlxc.environment = Y=1', 'lxc.environment', others),
		).toEqual(['X=1', 'A=1', 'Y=1']);
		expect(values('lxc.include = //d', 'lxc.environment', others)).toEqual(['A=1']);
		expect(values('lxc.tty.max = 0\nlxc.include = /t', 'lxc.tty.max', { '/t': 'lxc.tty.max = 4' })).toEqual([
			'4',
		]);
	});

	it('tells of missing files, loops and lines that are none', () => {
		expect(read('lxc.include = /no').problems).toMatchObject([
			{ kind: 'missing-include', line: 1, text: '/no' },
		]);
		expect(read('lxc.include = /no/').problems).toEqual([]);
		expect(read('lxc.include = /a', { '/a': 'lxc.include = /c' }).problems).toMatchObject([
			{ kind: 'include-loop', file: '/a' },
		]);
		expect(read('lxc.what').problems).toMatchObject([{ kind: 'not-a-setting', line: 1 }]);
		expect(readConfig('/none', new Map()).problems).toMatchObject([{ kind: 'missing-file' }]);
	});

	it('reads quotes, carriage returns and zero bytes as LXC does', () => {
		expect(values('lxc.uts.name = "a b"', 'lxc.uts.name')).toEqual(['a b']);
		expect(values('lxc.uts.name = a\r\nlxc.tty.max = 1\r\n', 'lxc.uts.name')).toEqual(['a']);
		expect(values('lxc.tty.max = 1\0\nlxc.tty.max = 2', 'lxc.tty.max')).toEqual(['1']);
	});

	const pieces = fc.constantFrom(
		'lxc.',
		'lxc.include',
		'lxc.net',
		'lxc.network.type',
		'=',
		' ',
		'\n',
		'\r',
		'\0',
		'"',
		"'",
		'#',
		'/',
		'/c',
		'/d/',
		'.conf',
		'..',
		'é',
		'\u202e',
		'a',
	);
	const texts = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 300 }),
		fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
	);

	it('never throws, and every entry has its line', () => {
		fc.assert(
			fc.property(texts, texts, texts, (main, one, two) => {
				const files = new Map([
					['/c', main],
					['/d/a.conf', one],
					['/d/', ''],
					['/a', two],
				]);
				const config = readConfig('/c', files);
				for (const { file, line, key, value } of config.entries) {
					const text = files.get(file)?.split('\n')[line - 1] ?? '';
					expect(text).toContain('lxc.');
					expect(text).toContain(value);
					expect(key.startsWith('lxc.')).toBe(true);
				}
				storage(config);
				rootfsPath(config);
				configForTarget(main, { fromDir: '/a', toDir: '/b', without: ['lxc.net.0.type'] });
			}),
			{ numRuns: 2000 },
		);
	});

	it('stays bounded when files include each other without end', () => {
		const names = Array.from({ length: 12 }, (_unused, index) => `/f${index}`);
		const all = names.map((name) => `lxc.include = ${name}`).join('\n');
		const config = readConfig('/f0', new Map(names.map((name) => [name, `${all}\nlxc.environment = A=1`])));
		expect(config.files.length).toBeLessThanOrEqual(1000);
	});
});

describe('files that LXC ships', () => {
	const top = join(dirname(fileURLToPath(import.meta.url)), '../recorded/lxc');
	const files = (readdirSync(top, { recursive: true }) as string[]).filter((name) =>
		statSync(join(top, name)).isFile(),
	);
	const texts = new Map(files.map((name) => [`/${name}`, readFileSync(join(top, name), 'utf8')]));

	it.each([...texts.keys()])('%s', (path) => {
		const config = readConfig(path, texts);
		expect(config.problems.filter(({ kind }) => kind === 'not-a-setting' || kind === 'missing-file')).toEqual(
			[],
		);
		if (
			/\.conf(\.in)?$/.test(path) &&
			!path.includes('seccomp') &&
			/^\s*lxc\./m.test(texts.get(path) ?? '')
		) {
			expect(config.entries.length).toBeGreaterThan(0);
			for (const entry of config.entries) expect(entry.line).toBeGreaterThan(0);
		}
	});
});

describe('storage', () => {
	it.each([
		['dir:/var/lib/lxc/a/rootfs', 'dir', '/var/lib/lxc/a/rootfs'],
		['/var/lib/lxc/a/rootfs/', 'dir', '/var/lib/lxc/a/rootfs'],
		['btrfs:/b', 'btrfs', '/b'],
		['overlay:/lower:/upper', 'overlay', undefined],
		['overlayfs:/lower:/upper', 'overlay', undefined],
		['zfs:tank/a', 'zfs', undefined],
		['/dev/vg/a', 'lvm', undefined],
		['/dev/rbd0', 'rbd', undefined],
		['loop:/x.img', 'loop', undefined],
		['strange:/x', 'strange', undefined],
	])('%s', (value, backend, path) => {
		const config = read(`lxc.rootfs.path = ${value}`);
		expect(storage(config)?.backend).toBe(backend);
		expect(rootfsPath(config)).toBe(path);
	});
});

describe('configForTarget', () => {
	const move = (text: string) =>
		configForTarget(text, { fromDir: '/var/lib/lxc/web1', toDir: '/srv/lxc/web1' });

	it('moves paths of the container, and no others', () => {
		const text = [
			'# /var/lib/lxc/web1 in a comment',
			'lxc.rootfs.path = dir:/var/lib/lxc/web1/rootfs',
			'lxc.seccomp.profile = /var/lib/lxc/web10/seccomp',
			'lxc.mount.entry = /var/lib/lxc/web1/data var/lib/lxc/web1/data none bind 0 0',
			'lxc.hook.start = /mnt/var/lib/lxc/web1/x',
			'',
		].join('\n');
		expect(move(text)).toBe(
			text
				.replace('dir:/var/lib/lxc/web1/rootfs', 'dir:/srv/lxc/web1/rootfs')
				.replace('= /var/lib/lxc/web1/data', '= /srv/lxc/web1/data'),
		);
	});

	it("comments out what the target can't have", () => {
		expect(
			configForTarget('lxc.aa_profile = x\nlxc.tty.max = 0', {
				fromDir: '/a',
				toDir: '/b',
				without: ['lxc.apparmor.profile'],
			}),
		).toBe('# lxc-ferry: lxc.aa_profile = x\nlxc.tty.max = 0');
	});

	it('changes nothing when nothing moves', () => {
		fc.assert(
			fc.property(
				fc.string({ maxLength: 200 }),
				(text) => configForTarget(text, { fromDir: '/x/y', toDir: '/x/y' }) === text,
			),
		);
	});
});
