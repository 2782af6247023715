// The container of the 2014 article in today's Debian: systemd, micro-httpd and its page, with everything
// done that lets CRIU move a systemd container.
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { containerAddresses } from '../paths.ts';
import { containerRoot, hostRoot, programRoot } from '../roots.ts';
import { run } from '../run.ts';
import { basicConfig, type Container, countInterval, migratable } from './common.ts';

export const page = 'Meshuggah is the best metal band.';

const systemd = `
# So that CRIU can dump systemd: no BPF programs, no pressure files kept open
lxc.seccomp.profile = /var/lib/lxc/web1/seccomp
lxc.environment = MEMORY_PRESSURE_WATCH=/dev/null
`;

/** The counter of the small containers too, so that its blackout can be measured in the same way. */
const counter = `[Unit]
Description=Counts on port 7000
[Service]
ExecStart=/usr/local/bin/counter
Environment=COUNT_MS=${countInterval}
Restart=always
[Install]
WantedBy=multi-user.target
`;

const settings: Record<string, string> = {
	'etc/hostname': 'web1\n',
	'etc/systemd/system.conf.d/migratable.conf': '[Manager]\nDefaultMemoryPressureWatch=no\n',
	'etc/systemd/system/counter.service': counter,
	'etc/systemd/system/service.d/migratable.conf':
		'[Service]\nProtectHostname=no\nPrivateNetwork=no\nPrivateUsers=no\nPrivateIPC=no\n',
};

/** The first two run as another user or in namespaces of their own, the others wait at a terminal. */
const masked = [
	'dbus.service',
	'dbus.socket',
	'systemd-logind.service',
	'console-getty.service',
	'getty.target',
];

export const web1: Container = {
	name: 'web1',
	ready: [
		'sh',
		'-c',
		`test "$(lxc-attach -n web1 -- systemctl is-system-running)" = running && curl -sf http://${containerAddresses.web1}/`,
	],
	async create(directory) {
		const rootfs = join(directory, 'rootfs');
		await mkdir(directory, { recursive: true });
		await run('cp', ['-a', containerRoot.path, rootfs]);
		for (const [path, text] of Object.entries(settings)) {
			await mkdir(dirname(join(rootfs, path)), { recursive: true });
			await writeFile(join(rootfs, path), text);
		}
		await copyFile(join(programRoot.path, 'counter'), join(rootfs, 'usr/local/bin/counter'));
		const wants = join(rootfs, 'etc/systemd/system/multi-user.target.wants');
		await mkdir(wants, { recursive: true });
		await symlink('../counter.service', join(wants, 'counter.service'));
		for (const unit of masked) await symlink('/dev/null', join(rootfs, 'etc/systemd/system', unit));
		const common = await readFile(join(hostRoot.path, 'usr/share/lxc/config/common.seccomp'), 'utf8');
		await writeFile(join(directory, 'seccomp'), `${common.trimEnd()}\nbpf errno 1\n`);
		await writeFile(join(directory, 'config'), basicConfig('web1') + migratable + systemd);
	},
};
