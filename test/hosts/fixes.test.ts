// Fixes against real files, through a real shell; the backups go where the test says, by a link in place of /var/lib.
import { execFile } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyFix, undoFixes } from '../../source/hosts/fixes.ts';
import type { Host } from '../../source/hosts/host.ts';

let top: string;
let host: Host;

beforeEach(() => {
	top = mkdtempSync(join(tmpdir(), 'fixes-'));
	mkdirSync(join(top, 'web1/rootfs/etc'), { recursive: true });
	writeFileSync(join(top, 'web1/config'), 'lxc.uts.name = web1\n');
	host = {
		name: 'here',
		local: true,
		command: (argv) => [...argv],
		close: async () => {},
		start: () => {
			throw new Error('not used');
		},
		run: (argv, options = {}) =>
			new Promise((resolve) => {
				const [file = '', ...rest] = argv.map((part) => part.replace('/var/lib/lxc-ferry', `${top}/ferry`));
				const child = execFile(file, rest, (error, stdout, stderr) =>
					resolve({
						exit: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
						stdout,
						stderr,
						ms: 1,
					}),
				);
				// A command may end without reading.
				child.stdin?.on('error', () => {});
				child.stdin?.end(options.input ?? '');
			}),
	};
	// The names of backups come back from the shell as they are on disk.
	const { run } = host;
	host = {
		...host,
		run: async (argv, options) => ({
			...(await run(argv, options)),
			stdout: (await run(argv, options)).stdout.replaceAll(`${top}/ferry`, '/var/lib/lxc-ferry'),
		}),
	};
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

const place = () => ({ name: 'web1', lxcPath: top });
const config = () => readFileSync(join(top, 'web1/config'), 'utf8');
const change = (after: string) => ({
	title: 'change',
	on: 'source' as const,
	files: [{ path: join(top, 'web1/config'), before: 'lxc.uts.name = web1\n', after }],
});

describe('applyFix', () => {
	it('changes a file, keeps what it was, and does nothing the second time', async () => {
		const fix = change('lxc.uts.name = web1\nlxc.tty.max = 0\n');
		expect(await applyFix(host, fix, place())).toEqual({ changed: [join(top, 'web1/config')], already: [] });
		expect(config()).toContain('lxc.tty.max = 0');
		expect(await applyFix(host, fix, place())).toEqual({ changed: [], already: [join(top, 'web1/config')] });
		expect(await undoFixes(host, { name: 'web1' })).toEqual({
			restored: [join(top, 'web1/config')],
			kept: [],
		});
		expect(config()).toBe('lxc.uts.name = web1\n');
		expect(await undoFixes(host, { name: 'web1' })).toEqual({ restored: [], kept: [] });
	});

	it('joins two fixes of one file', async () => {
		await applyFix(host, change('lxc.uts.name = web1\nlxc.tty.max = 0\n'), place());
		await applyFix(host, change('lxc.uts.name = web1\nlxc.console.path = none\n'), place());
		expect(config()).toBe('lxc.uts.name = web1\nlxc.tty.max = 0\nlxc.console.path = none\n');
		await undoFixes(host, { name: 'web1' });
		expect(config()).toBe('lxc.uts.name = web1\n');
	});

	it('makes new files and directories, and takes them back', async () => {
		const path = join(top, 'web1/rootfs/etc/systemd/system/service.d/lxc-ferry.conf');
		await applyFix(
			host,
			{ title: 'drop-in', on: 'source', files: [{ path, after: '[Service]\n' }] },
			place(),
		);
		expect(readFileSync(path, 'utf8')).toBe('[Service]\n');
		await undoFixes(host, { name: 'web1' });
		expect(existsSync(path)).toBe(false);
	});

	it('leaves alone what somebody changed since', async () => {
		await applyFix(host, change('lxc.uts.name = web1\nlxc.tty.max = 0\n'), place());
		writeFileSync(join(top, 'web1/config'), 'lxc.uts.name = other\n');
		expect((await undoFixes(host, { name: 'web1' })).kept).toHaveLength(1);
		expect(config()).toBe('lxc.uts.name = other\n');
	});

	it('does not overwrite lines that changed meanwhile', async () => {
		writeFileSync(join(top, 'web1/config'), 'lxc.uts.name = other\n');
		await expect(applyFix(host, change('lxc.uts.name = web2\n'), place())).rejects.toMatchObject({
			explanation: { what: expect.stringContaining('changed') },
		});
	});

	it.each(['rootfs/etc/systemd', 'rootfs/etc/systemd/system', 'rootfs/etc/systemd/system/service.d'])(
		'never follows a link that the container planted at %s',
		async (where) => {
			const outside = join(top, 'outside');
			mkdirSync(join(outside, 'system/service.d'), { recursive: true });
			mkdirSync(join(top, 'web1', where, '..'), { recursive: true });
			symlinkSync(outside, join(top, 'web1', where));
			const path = join(top, 'web1/rootfs/etc/systemd/system/service.d/lxc-ferry.conf');
			await expect(
				applyFix(host, { title: 'drop-in', on: 'source', files: [{ path, after: 'x\n' }] }, place()),
			).rejects.toThrow();
			expect(existsSync(join(outside, 'lxc-ferry.conf'))).toBe(false);
			expect(existsSync(join(outside, 'service.d/lxc-ferry.conf'))).toBe(false);
			expect(existsSync(join(outside, 'system/service.d/lxc-ferry.conf'))).toBe(false);
		},
	);

	it('refuses a file that is itself a link', async () => {
		writeFileSync(join(top, 'secret'), 'secret\n');
		mkdirSync(join(top, 'web1/rootfs/etc/systemd/system'), { recursive: true });
		symlinkSync(join(top, 'secret'), join(top, 'web1/rootfs/etc/systemd/system/dbus.service'));
		const path = join(top, 'web1/rootfs/etc/systemd/system/dbus.service');
		await expect(
			applyFix(host, { title: 'mask', on: 'source', files: [{ path, after: '' }] }, place()),
		).rejects.toMatchObject({ explanation: { why: expect.stringContaining('link') } });
		expect(readFileSync(join(top, 'secret'), 'utf8')).toBe('secret\n');
	});
});
