// What a newcomer has: Debian with systemd and LXC's own defaults, nothing prepared. It can't be migrated.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerRoot } from '../roots.ts';
import { run } from '../run.ts';
import { basicConfig, type Container } from './common.ts';

export const raw1: Container = {
	name: 'raw1',
	ready: ['sh', '-c', 'lxc-attach -n raw1 -- systemctl is-active -q dbus.socket systemd-logind.service'],
	async create(directory) {
		await mkdir(directory, { recursive: true });
		await run('cp', ['-a', containerRoot.path, join(directory, 'rootfs')]);
		await writeFile(join(directory, 'rootfs/etc/hostname'), 'raw1\n');
		// The two lines are from Debian's /etc/lxc/default.conf.
		const apparmor = 'lxc.apparmor.profile = generated\nlxc.apparmor.allow_nesting = 1\n';
		await writeFile(join(directory, 'config'), `${basicConfig('raw1')}${apparmor}`);
	},
};
