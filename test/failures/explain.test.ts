import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../source/checks/index.ts';
import { catalogue, explain, explanationOf } from '../../source/failures/index.ts';

/** One line of each kind as CRIU or LXC prints it (formats of their sources, or seen), and the entry that explains it. */
const lines: [line: string, id: string, check?: string][] = [
	[
		'(00.012345) Error (criu/tty.c:1830): Found dangling tty with sid 5 pgid 5 (pts) on peer fd 0.',
		'tty-dangling',
		'terminals',
	],
	['(00.023624) Error (criu/tty.c:2399): tty: Unable to find a master for /4', 'tty-master', 'terminals'],
	[
		"(00.003726) Error (criu/namespaces.c:460): Can't dump nested uts namespace for 400",
		'nested-namespace',
		'namespaces',
	],
	[
		"(00.017178) Error (criu/files-ext.c:94): Can't dump file 3 of that type [600] (anon anon_inode:bpf-map)",
		'file-bpf',
		'bpf',
	],
	[
		"(00.014731) Error (criu/files-ext.c:94): Can't dump file 3 of that type [600] (anon anon_inode:[perf_event])",
		'file-perf',
		'perf',
	],
	[
		"(00.025755) Error (criu/files-ext.c:94): Can't dump file 3 of that type [600] (anon anon_inode:[userfaultfd])",
		'file-userfaultfd',
		'userfaultfd',
	],
	[
		"(00.050477) Error (criu/files-ext.c:94): Can't dump file 3 of that type [20600] (chr 10:229)",
		'file-device',
		'devices-open',
	],
	[
		"(00.050477) Error (criu/files-ext.c:94): Can't dump file 3 of that type [600] (anon anon_inode:kvm-vm)",
		'file-kind',
		'special-files',
	],
	["(00.018118) Error (criu/parasite-syscall.c:280): Can't retrieve FDs from socket", 'io-uring', 'io-uring'],
	["(00.1) Error (criu/fsnotify.c:211): fsnotify: \tCan't dump that handle", 'watch-handle', 'watches'],
	[
		'(00.214351)      1: Error (criu/fsnotify.c:510): fsnotify: Unable to open /sys/fs/cgroup/system.slice/cgroup.events: No such file or directory',
		'watch-missing',
	],
	[
		'(00.125120) Error (criu/sk-unix.c:874): unix: External socket is used. Consider using --ext-unix-sk option.',
		'unix-external',
		'unix-sockets',
	],
	[
		'(00.1) Error (criu/sk-unix.c:100): unix: Unix socket 5 with unreachable peer 6 (6)',
		'unix-external',
		'unix-sockets',
	],
	['(00.1) Error (criu/sk-inet.c:185): inet: In-flight connection (l) for 5f', 'tcp-inflight', 'tcp'],
	[
		'(00.1) Error (criu/sk-inet.c:200): inet: Connected TCP socket, consider using --tcp-established option.',
		'tcp-established',
		'criu-config',
	],
	[
		'(00.027380) Error (criu/sk-inet.c:137): inet: Unsupported proto 262 for socket 1bb93',
		'protocol',
		'protocols',
	],
	[
		'(00.186317) Error (criu/sockets.c:767): sockets: BUG! Unknown socket collected (family 40)',
		'socket-family',
		'protocols',
	],
	[
		'(00.169270) Error (criu/sk-netlink.c:77): netlink: The socket has data to read',
		'netlink-data',
		'netlink',
	],
	[
		'(00.1) Error (criu/sk-packet.c:200): packet: Multiple MC membership not supported (but can be)',
		'packet-membership',
		'packet-sockets',
	],
	[
		"(00.1) Error (criu/sockets.c:500): sockets: Can't get 1:16 opt: Operation not supported",
		'socket-option',
		'criu-kernel',
	],
	['(00.1) Error (criu/vdso.c:300): vdso: Unexpected rt vDSO area bounds', 'vdso', 'criu-kernel'],
	[
		'(00.1) Error (criu/file-lock.c:190): Some file locks are hold by dumping tasks! You can try --file-locks to dump them.',
		'lock-held',
		'criu-config',
	],
	['(00.1) Error (criu/file-lock.c:400): Unresolved lock found pid 5 ino 77', 'lock-shared', 'locks'],
	[
		"(00.143002) Error (criu/files-reg.c:1031): Can't dump ghost file /ghost of 2002944 size, increase limit",
		'ghost-limit',
		'ghost-files',
	],
	[
		'(00.1)      5: Error (criu/files-reg.c:2000): File lib/libc.so.6 has bad size 5 (expect 6)',
		'file-size',
		'mounts',
	],
	[
		'(00.1)      5: Error (criu/files-reg.c:2000): File lib/x has bad mode 0100644 (expect 0100755)',
		'file-mode',
	],
	[
		"(00.1)      5: Error (criu/files-reg.c:2000): Can't open file srv/x on restore: No such file or directory",
		'file-missing',
		'mounts',
	],
	[
		'(00.1) Error (criu/mount.c:500): mnt: No parent found for mountpoint 30 (@./)',
		'mount-parent',
		'criu-works',
	],
	[
		'(00.006275) Error (criu/mount.c:724): mnt: FS mnt ./caveat dev 0x7c root / unsupported id 190',
		'mount-type',
		'filesystems',
	],
	["(00.1) Error (criu/mount.c:724): mnt: 66:./x doesn't have a proper root mount", 'mount-root', 'mounts'],
	[
		'(00.1)      1: Error (criu/mount-v2.c:324): mnt-v2: Failed to move_mount from /lib to /tmp/x: Invalid argument',
		'mount-move',
		'mounts',
	],
	[
		'(00.011455) Error (criu/lsm.c:406): apparmor LSM specified but apparmor not supported by kernel',
		'apparmor-missing',
		'lsm',
	],
	[
		'(00.011455) Error (criu/lsm.c:406): selinux LSM specified but selinux not supported by kernel',
		'selinux-missing',
		'lsm',
	],
	[
		'(00.1) Error (criu/arch/x86/cpu.c:100): cpu: CPU instruction capabilities do not match run time',
		'cpu-instructions',
		'cpu',
	],
	['(00.1) Error (criu/arch/x86/cpu.c:100): cpu: CPU xsave size mismatch (2696/832)', 'cpu-registers', 'cpu'],
	[
		'(00.1) Error (criu/arch/x86/cpu.c:100): cpu: FPU feature required by image is not supported on host (fpu:0 fxsr:0 osxsave:1 xsaves:0)',
		'cpu-registers',
		'cpu',
	],
	['(00.1)      5: Error (criu/cr-restore.c:1000): Pid 77 do not match expected 5', 'pid-taken'],
	['(00.1) Error (criu/protobuf.c:70): Unexpected EOF on (empty-image)', 'image-empty'],
	["(00.1) Error (criu/image.c:500): Magic doesn't match for pages-1.img", 'image-magic', 'criu-version'],
	[
		'(00.1)      1: Error (criu/cgroup.c:1000): cg: controller memory not found',
		'cgroup-controller',
		'cgroup-layout',
	],
	[
		"(00.004460)      1: Error (criu/cgroup.c:1187): cg: Can't move 1 into memory//../../cgroup.procs (-1/-1): No such file or directory",
		'cgroup-move',
		'cgroup-layout',
	],
	[
		'(00.010494) Error (criu/cgroup.c:742): cg: failed walking /proc/self/fd/16lxc.payload.count1 for empty cgroups: No such file or directory',
		'cgroup-walk',
		'controllers',
	],
	[
		"(00.1)      1: Error (criu/net.c:2000): net: Can't restore iptables dump - no legacy version present",
		'iptables-legacy',
		'iptables',
	],
	[
		'(00.1)      1: Error (criu/util.c:600): execvp("iptables-restore", ...) failed: No such file or directory',
		'iptables',
		'iptables',
	],
	[
		'(00.1) Error (criu/net.c:2000): net: Unsupported link 5 (type 1 kind wireguard)',
		'link-unsupported',
		'network-devices',
	],
	[
		'lxc-checkpoint: web1: ../src/lxc/criu.c: criu_ok: 831 Found un-dumpable network: ipvlan (eth0)',
		'lxc-network-kind',
		'network-link',
	],
	[
		'lxc-checkpoint: web1: ../src/lxc/criu.c: criu_version_ok: 800 must have criu 1.3.1 or greater to checkpoint/restore',
		'lxc-criu-version',
		'criu-version',
	],
	[
		'lxc-checkpoint: web1: ../src/lxc/criu.c: criu_version_ok: 750 No such file or directory - execing criu failed, is it installed?',
		'lxc-criu-missing',
		'tools',
	],
	['Error (restore.sh:1): a container of this name was made here meanwhile', 'made-meanwhile', 'name'],
	['lxc-checkpoint: web1: ../src/lxc/criu.c: criu_ok: 815 Must be root to checkpoint', 'lxc-root', 'root'],
	[
		'lxc-checkpoint: web1: ../src/lxc/criu.c: __criu_dump: 1349 please use a fresh directory for the dump directory',
		'lxc-fresh-directory',
	],
	[
		'lxc-checkpoint: web1: ../src/lxc/criu.c: do_restore: 958 failed restoring network info',
		'lxc-network',
		'network-link',
	],
	[
		'lxc-checkpoint cvc 20261123172935.916 ERROR    criu - ../src/lxc/criu.c:exec_criu:462 - Invalid argument - lxc.console.path configured on source host but not target',
		'lxc-console',
		'console',
	],
	[
		"(00.117961) Error (criu/cr-dump.c:389): Can't get rlimit 0: Operation not permitted",
		'rlimit-read',
		'users',
	],
	[
		'(00.1) Error (criu/cr-dump.c:1540): A session leader of 50(5) is outside of its pid namespace',
		'session-outside',
		'attached',
	],
	[
		"(00.1) Error (compel/src/lib/infect.c:250): SEIZE 5: can't interrupt task: Operation not permitted",
		'seize',
		'traced',
	],
	['(09.730588) Error (criu/seize.c:335): zombie 4177 (comm caveat) found while seizing', 'traced', 'traced'],
	[
		'(00.1) Error (criu/proc_parse.c:700): Unsupported mapping found 7f00-7f01',
		'mapping-unsupported',
		'mappings',
	],
	[
		'(00.013558) Error (criu/proc_parse.c:502): Unknown shit 100600 (/secretmem (deleted))',
		'secret-memory',
		'secret-memory',
	],
	[
		'(00.1) Error (criu/proc_parse.c:700): PID 5 has uprobes vma. Consider using --allow-uprobes',
		'uprobes',
		'mappings',
	],
	['(00.1) Error (criu/page-pipe.c:300): page-pipe: tee: -1: Operation not permitted', 'tee', 'capabilities'],
	[
		'(00.1) Error (criu/page-xfer.c:900): page-xfer: Error reading data from page server: Connection reset by peer',
		'page-server',
		'connection',
	],
	[
		"(00.1) Error (criu/util.c:1000): Can't connect to server 127.0.0.1:9876: Connection refused",
		'page-server',
		'connection',
	],
	[
		"(00.1) Error (criu/mem.c:40): Can't reset 5's dirty memory tracker (22): Invalid argument",
		'dirty-tracking',
		'tracking',
	],
	[
		"(00.1) Error (criu/seccomp.c:100): seccomp: Can't fetch filter on tid_real 5 i 0: Permission denied",
		'seccomp-filter',
		'capabilities',
	],
];

describe('explain', () => {
	it.each(lines)('%s', (line, id, check) => {
		const said = explain(`${line}\n`);
		expect(said.id).toBe(id);
		if (check) expect(said.check).toBe(check);
		expect(said.what).not.toMatch(/\$\d|undefined/);
		expect(said.next?.length).toBeGreaterThan(0);
	});

	it('takes the cause from the middle of its consequences, and never what is harmless', () => {
		const log = [
			"(00.000853) Error (criu/util.c:1534): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted",
			"(00.003726) Error (criu/namespaces.c:460): Can't dump nested uts namespace for 400",
			"(00.003731) Error (criu/namespaces.c:721): Can't make utsns id",
			'(00.006570) Error (criu/util.c:657): exited, status=1',
			'(00.037054) Error (criu/cr-dump.c:1975): Dumping FAILED.',
		].join('\n');
		expect(explain(log)).toMatchObject({ id: 'nested-namespace', check: 'namespaces' });
		expect(explain(log).what).toContain('Process 400');
		expect(explain(log).evidence?.join()).not.toContain('rlimit');
	});

	it('speaks of the last run only', () => {
		const log = [
			"(00.003726) Error (criu/namespaces.c:460): Can't dump nested uts namespace for 400",
			'(00.037054) Error (criu/cr-dump.c:1975): Dumping FAILED.',
			"(00.000853) Error (criu/util.c:1534): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted",
			'(00.027308) Error (criu/tty.c:2399): tty: Unable to find a master for /3',
			'(00.078588) Error (criu/cr-dump.c:1975): Dumping FAILED.',
		].join('\n');
		expect(explain(log).id).toBe('tty-master');
	});

	it('shows what it does not know, with the source file and where to look', () => {
		const said = explain(
			'(00.1) Error (criu/new-thing.c:5): Flux capacitor 88 missing\n(00.2) Error (criu/cr-dump.c:1): Dumping FAILED.\n',
		);
		expect(said.id).toBeUndefined();
		expect(said.what).toContain('new-thing.c');
		expect(said.why).toContain('Flux capacitor');
		expect(said.evidence).toHaveLength(2);
		expect(said.next?.join()).toMatch(/github\.com\/checkpoint-restore\/criu/);
	});

	it('never shows control characters of a log', () => {
		const said = explain('(00.1) Error (criu/x.c:5): bad \u001b[31mred\u001b[0m \u202etxet\u0007\n');
		expect(JSON.stringify(said)).not.toMatch(/\\u001b|\\u0007|\u202e/);
	});

	it('takes any text', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 2000 }),
				(text) => typeof explain(text).what === 'string',
			),
		);
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(...lines.map(([line]) => line), 'x', ''), { maxLength: 30 }),
				(all) => typeof explain(all.join('\n')).what === 'string',
			),
		);
	});
});

describe('the catalogue', () => {
	it('names only checks that exist', () => {
		const ids = new Set(checks.map((check) => check.id));
		expect(catalogue.flatMap(({ check }) => (check && !ids.has(check) ? [check] : []))).toEqual([]);
	});

	it('has no two entries of one id', () => {
		const ids = catalogue.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('knows failures that leave no line', () => {
		for (const id of ['spin', 'restore-hangs', 'no-network'])
			expect(explanationOf(id)?.next?.length).toBeGreaterThan(0);
	});
});
