// The situations that facts are recorded in: what is done to the container, and to what each host can see.
import type { Caveat } from './lab/caveats/container.ts';

export type Situation = Caveat & {
	/** A container of the lab instead of one of our own. */
	container?: string;
	/** Shell commands in private mount namespaces of the source or target, before the fact script runs there. */
	source?: string;
	target?: string;
	targetLxcPath?: string;
	targetIsSource?: boolean;
};

/** A program that answers in place of the real one, seen by the fact script alone. */
const instead = (program: string, script: string): string =>
	`real=$(command -v ${program}); mkdir -p /run/instead && cat >/run/instead/${program} <<'END'\n#!/bin/sh\n${script}\nEND\nchmod 755 /run/instead/${program}; cp "$real" /run/instead/real-${program}; mount --bind /run/instead/${program} "$real"`;

/** A program that is not there. */
const without = (...programs: string[]): string =>
	programs.map((program) => `mount --bind /dev/null "$(readlink -f "$(command -v ${program})")"`).join('\n');

/** A file of the kernel with one thing changed. */
const changed = (file: string, expression: string): string =>
	`sed '${expression}' ${file} >/run/changed && mount --bind /run/changed ${file}`;

const privateRun = 'mount -t tmpfs tmpfs /run';

/** The CRIU of the host that says in its log that it is another. */
const criuOf = (version: string): string =>
	instead(
		'criu',
		`/run/instead/real-criu "$@"\nexit=$?\nfor log; do :; done\n[ "$1" != cpuinfo ] || sed -i 's/Version: [0-9.]*/Version: ${version}/' "$log"\nexit $exit`,
	);

export const situations: Record<string, Situation> = {
	plain: { kind: 'tcp' },
	raw: { container: 'raw1' },
	web: { container: 'web1' },
	stopped: { kind: 'udp', after: 'lxc-stop -k -n cv1' },
	unknown: { container: 'nobody' },

	// hosts
	'source-user': { kind: 'udp', source: 'set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@"' },
	'source-restricted': { kind: 'udp', source: 'set -- setpriv --bounding-set=-sys_admin "$@"' },
	'tools-missing': { kind: 'udp', target: without('criu', 'rsync') },
	'iptables-missing': { kind: 'udp', target: without('iptables-restore', 'ip6tables-restore') },
	'criu-older': { kind: 'udp', target: `${privateRun}\n${criuOf('3.17.1')}` },
	'criu-slightly-older': { kind: 'udp', target: `${privateRun}\n${criuOf('4.2')}` },
	'criu-broken': {
		kind: 'udp',
		target:
			'umount -l /proc/sys 2>/dev/null; mount --bind /dev/null /proc/sys/kernel/ns_last_pid; mount -t tmpfs tmpfs /proc/self/map_files 2>/dev/null; set -- setpriv --bounding-set=-sys_admin,-checkpoint_restore,-sys_ptrace "$@"',
	},
	'criu-config': {
		kind: 'udp',
		target: 'mkdir -p /etc/criu; mount -t tmpfs tmpfs /etc/criu; echo tcp-close >/etc/criu/default.conf',
		source: 'mkdir -p /etc/criu; mount -t tmpfs tmpfs /etc/criu; echo ghost-limit 2M >/etc/criu/default.conf',
	},
	'lxc-older': { kind: 'udp', target: `${privateRun}\n${instead('lxc-checkpoint', 'echo 5.0.2')}` },
	'lxc-newer': { kind: 'udp', target: `${privateRun}\n${instead('lxc-checkpoint', 'echo 7.0.1')}` },
	'kernel-older': {
		kind: 'udp',
		target: `${privateRun}\n${changed('/proc/sys/kernel/osrelease', 's/.*/5.10.0-28-amd64/')}`,
	},
	'kernel-newer': {
		kind: 'udp',
		target: `${privateRun}\n${changed('/proc/sys/kernel/osrelease', 's/.*/7.1.0/')}`,
	},
	'other-architecture': {
		kind: 'udp',
		target: `${privateRun}\n${changed('/proc/sys/kernel/arch', 's/.*/aarch64/')}`,
	},
	'cpu-lacks': {
		kind: 'udp',
		target: `${privateRun}\n${changed('/proc/cpuinfo', 's/ avx2 / /; s/ bmi2 / /; s/ sha_ni / /')}`,
	},
	'cpu-has-more': {
		kind: 'udp',
		source: `${privateRun}\n${changed('/proc/cpuinfo', 's/ avx2 / /; s/ bmi2 / /')}`,
	},
	'clock-ahead': {
		kind: 'udp',
		target: `${privateRun}\n${instead('date', 'now=$(($(/run/instead/real-date +%s%N) + 90000000000))\ncase $1 in "+ "*) echo " $now" ;; *) echo "$now" ;; esac')}`,
	},
	'cgroup-v1': {
		kind: 'udp',
		target:
			'umount -l /sys/fs/cgroup; mount -t tmpfs tmpfs /sys/fs/cgroup; mkdir /sys/fs/cgroup/pids; mount -t cgroup -o pids cgroup /sys/fs/cgroup/pids',
	},
	'no-controllers': { kind: 'udp', source: 'mount --bind /dev/null /sys/fs/cgroup/cgroup.controllers' },
	'controllers-differ': {
		kind: 'udp',
		target:
			'mount -t tmpfs tmpfs /mnt; echo cpu >/mnt/c; mount --bind /mnt/c /sys/fs/cgroup/cgroup.controllers',
	},
	'disk-small': {
		kind: 'udp',
		target:
			'mount -t tmpfs -o size=1m tmpfs /var/lib/lxc; mkdir -p /var/lib/lxc-ferry; mount -t tmpfs -o size=1m tmpfs /var/lib/lxc-ferry',
	},
	'inodes-few': { kind: 'udp', target: 'mount -t tmpfs -o nr_inodes=50 tmpfs /var/lib/lxc' },
	'memory-small': {
		kind: 'udp',
		target: `${privateRun}\n${changed('/proc/meminfo', 's/^MemAvailable:.*/MemAvailable:        100 kB/')}`,
	},
	'memory-scarce': {
		container: 'count1',
		target: `${privateRun}\n${changed('/proc/meminfo', 's/^MemAvailable:.*/MemAvailable:        120 kB/')}`,
	},
	'tracking-works': {
		kind: 'udp',
		source: `${privateRun}\n${instead('criu', '[ "$3" = mem_dirty_track ] && exit 0; exec /run/instead/real-criu "$@"')}`,
	},
	'slow-link': { kind: 'udp', target: 'sleep 1.2' },
	'same-host': { kind: 'udp', targetIsSource: true },
	'lxcpath-differs': { kind: 'udp', targetLxcPath: '/srv/lxc' },
	'name-taken': {
		kind: 'udp',
		target:
			'mount -t tmpfs tmpfs /var/lib/lxc; mkdir -p /var/lib/lxc/cv1/rootfs; echo lxc.uts.name = cv1 >/var/lib/lxc/cv1/config',
	},
	'name-ours': {
		kind: 'udp',
		target:
			'mount -t tmpfs tmpfs /var/lib/lxc; mkdir -p /var/lib/lxc/cv1/rootfs; : >/var/lib/lxc/cv1/config.lxc-ferry-copy',
	},
	leftovers: {
		kind: 'udp',
		target:
			'mkdir -p /var/lib/lxc-ferry; mount -t tmpfs tmpfs /var/lib/lxc-ferry; mkdir -p /var/lib/lxc-ferry/staging/20260101-000000-cv1-abcd',
	},
	'no-apparmor': { kind: 'udp', config: 'lxc.apparmor.profile = generated' },
	selinux: { kind: 'udp', config: 'lxc.selinux.context = system_u:system_r:lxc_t:s0' },

	// configuration
	console: { bare: 'lxc.tty.max = 0', kind: 'udp' },
	'old-keys': { kind: 'udp', after: 'printf "lxc.tty = 4\\nlxc.kmsg = 0\\n" >>/var/lib/lxc/cv1/config' },
	'include-missing-here': {
		kind: 'udp',
		after: 'echo lxc.include = /etc/nowhere.conf >>/var/lib/lxc/cv1/config',
	},
	'include-missing-there': {
		kind: 'udp',
		before: 'echo lxc.start.delay = 1 >/etc/lxc/only-here.conf',
		config: 'lxc.include = /etc/lxc/only-here.conf',
		cleanup: 'rm -f /etc/lxc/only-here.conf',
	},
	'include-differs': {
		kind: 'udp',
		target:
			'cp /usr/share/lxc/config/common.conf /tmp/c; echo >>/tmp/c; mount --bind /tmp/c /usr/share/lxc/config/common.conf',
	},
	'not-a-setting': { kind: 'udp', after: 'echo lxc.nonsense >>/var/lib/lxc/cv1/config' },
	unprivileged: {
		kind: 'udp',
		after:
			'printf "lxc.idmap = u 0 100000 65536\\nlxc.idmap = g 0 100000 65536\\n" >>/var/lib/lxc/cv1/config',
	},
	overlay: {
		kind: 'udp',
		after: 'sed -i s,dir:/var,overlay:/var/lib/lxc/base/rootfs:/var, /var/lib/lxc/cv1/config',
	},
	btrfs: { kind: 'udp', after: 'sed -i s,dir:/var,btrfs:/var, /var/lib/lxc/cv1/config' },
	zfs: { kind: 'udp', after: 'sed -i s,dir:/var,zfs:/var, /var/lib/lxc/cv1/config' },
	'mount-missing': {
		kind: 'udp',
		before: 'mkdir -p /srv/data',
		config: 'lxc.mount.entry = /srv/data mnt none bind,create=dir 0 0',
		target: 'rmdir /srv/data 2>/dev/null; true',
		cleanup: 'rmdir /srv/data',
	},
	'mount-both': { kind: 'udp', config: 'lxc.mount.entry = /srv mnt none bind,create=dir 0 0' },
	'mount-differs': {
		kind: 'udp',
		before: 'echo here >/etc/caveat.conf',
		config: 'lxc.mount.entry = /etc/caveat.conf etc/caveat.conf none bind,create=file 0 0',
		target:
			'mount -t tmpfs tmpfs /mnt; cp -a /etc/. /mnt; echo there >/mnt/caveat.conf; mount --move /mnt /etc',
		cleanup: 'rm -f /etc/caveat.conf',
	},
	'hook-missing': {
		kind: 'udp',
		before: 'cp /bin/true /usr/local/bin/caveat-hook',
		config: 'lxc.hook.post-stop = /usr/local/bin/caveat-hook',
		cleanup: 'rm -f /usr/local/bin/caveat-hook',
	},
	'hook-differs': {
		kind: 'udp',
		target: 'echo >/tmp/h; mount --bind /tmp/h /usr/share/lxc/hooks/clonehostname',
	},
	'seccomp-missing': {
		kind: 'udp',
		target:
			'mount -t tmpfs tmpfs /mnt; cp -a /usr/share/lxc/config/. /mnt; rm /mnt/common.seccomp; mount --move /mnt /usr/share/lxc/config',
	},
	'seccomp-differs': {
		kind: 'udp',
		target: 'echo >/tmp/s; mount --bind /tmp/s /usr/share/lxc/config/common.seccomp',
	},
	'no-seccomp': { kind: 'udp', config: 'lxc.seccomp.profile =' },
	'bridge-missing': {
		kind: 'udp',
		target: 'set -- unshare -n sh -c \'mount -t sysfs sysfs /sys; exec "$@"\' sh "$@"',
	},
	'bridge-down': {
		kind: 'udp',
		target:
			'set -- unshare -n sh -c \'mount -t sysfs sysfs /sys; ip link add lxcbr0 type bridge; exec "$@"\' sh "$@"',
	},
	'address-elsewhere': {
		kind: 'udp',
		target:
			'set -- unshare -n sh -c \'mount -t sysfs sysfs /sys; ip link add lxcbr0 type bridge; ip link add d0 type dummy; ip link set d0 master lxcbr0; ip link set d0 up; ip address add 192.168.9.1/24 dev lxcbr0; ip link set lxcbr0 up; exec "$@"\' sh "$@"',
	},
	'address-taken': {
		kind: 'udp',
		target:
			'set -- unshare -n sh -c \'mount -t sysfs sysfs /sys; ip link add lxcbr0 type bridge; ip link add d0 type dummy; ip link set d0 master lxcbr0; ip link set d0 up; ip address add 10.0.3.130/24 dev lxcbr0; ip link set lxcbr0 up; exec "$@"\' sh "$@"',
	},
	'hardware-address-taken': {
		kind: 'udp',
		config: 'lxc.net.0.hwaddr = 02:00:00:00:00:77',
		target:
			'set -- unshare -n sh -c \'mount -t sysfs sysfs /sys; ip link add lxcbr0 address 02:00:00:00:00:77 type bridge; ip link set lxcbr0 up; exec "$@"\' sh "$@"',
	},
	ipvlan: { kind: 'udp', after: 'sed -i s/veth/ipvlan/ /var/lib/lxc/cv1/config' },
	'no-network': { kind: 'udp', config: 'lxc.net =' },
	'host-network': { kind: 'udp', config: 'lxc.net =\nlxc.net.0.type = none' },
	phys: {
		kind: 'udp',
		after: 'sed -i "s/type = veth/type = phys/; s/link = lxcbr0/link = eth0/" /var/lib/lxc/cv1/config',
	},
	'device-given': { kind: 'udp', config: 'lxc.cgroup2.devices.allow = c 226:* rwm' },
	'limits-lacking': { kind: 'udp', after: 'echo lxc.cgroup2.memory.max = 1G >>/var/lib/lxc/cv1/config' },
	'limits-version-1': {
		kind: 'udp',
		after: 'echo lxc.cgroup.memory.limit_in_bytes = 1G >>/var/lib/lxc/cv1/config',
	},
	'no-autodev': { kind: 'udp', after: 'echo lxc.autodev = 0 >>/var/lib/lxc/cv1/config' },
	autostart: { kind: 'udp', config: 'lxc.start.auto = 1' },

	// the running container
	'no-terminals-yet': {
		bare: 'lxc.tty.max = 0',
		kind: 'udp',
		after: 'printf "lxc.console.path = none\\n" >>/var/lib/lxc/cv1/config',
	},
	pty: { kind: 'pty' },
	attached: {
		kind: 'udp',
		after: 'setsid lxc-attach -n cv1 -- /bin/sleep 30 </dev/null >/dev/null 2>&1 & sleep 0.5',
	},
	'attached-behind': {
		kind: 'udp',
		after: 'lxc-attach -n cv1 -- /bin/sh -c "/bin/sleep 60 &" </dev/null >/dev/null 2>&1; sleep 0.3',
	},
	uts: { kind: 'uts' },
	ipc: { kind: 'ipc' },
	user: { kind: 'user' },
	pid: { kind: 'pid' },
	cgroup: { kind: 'cgroup' },
	time: { kind: 'time' },
	'network-namespace': { kind: 'net' },
	'bpf-map': { kind: 'bpf-map' },
	'bpf-prog': { kind: 'bpf-prog' },
	'io-uring': { kind: 'io-uring' },
	perf: { kind: 'perf' },
	userfaultfd: { kind: 'userfaultfd' },
	secretmem: { kind: 'secretmem' },
	pressure: { kind: 'pressure /proc/pressure/memory' },
	inotify: { kind: 'inotify /etc' },
	'inotify-overlay': { kind: 'inotify-overlay' },
	bpffs: { kind: 'mount bpf' },
	fuse: { kind: 'fuse' },
	'unix-outside': {
		before:
			'mkdir -p /srv/ext; (setsid /var/lib/lxc/cv1/caveat unix-listen /srv/ext/s accept </dev/null >/dev/null 2>&1 &); sleep 0.3; rm -f /caveat.ready',
		kind: 'unix-connect /mnt/s',
		config: 'lxc.mount.entry = /srv/ext mnt none bind,create=dir 0 0',
		cleanup: 'rm -rf /srv/ext; pkill -x caveat',
	},
	'tcp-waiting': { kind: 'tcp-waiting' },
	mptcp: { kind: 'mptcp' },
	netlink: { kind: 'netlink' },
	packet: { kind: 'packet' },
	'odd-device': { kind: 'link ifb' },
	'lock-shared': {
		before:
			'mkdir -p /srv/ext; (setsid /var/lib/lxc/cv1/caveat flock-shared /srv/ext/l </dev/null >/dev/null 2>&1 &); sleep 0.3; rm -f /caveat.ready',
		kind: 'flock-shared /mnt/l',
		config: 'lxc.mount.entry = /srv/ext mnt none bind,create=dir 0 0',
		cleanup: 'rm -rf /srv/ext; pkill -x caveat',
	},
	flock: { kind: 'flock /l' },
	'ghost-large': { kind: 'ghost 2000000' },
	'ghost-small': { kind: 'ghost 500000' },
	'device-open': { kind: 'device 10 229' },
	traced: { kind: 'traced' },
	setuid: { kind: 'setuid 1000' },
	realtime: { kind: 'realtime' },
	// LXC 7 does not start a container that keeps its host's namespace here: the host looks from the container's instead.
	'shared-uts': { kind: 'udp', source: 'set -- nsenter --uts=/proc/$(lxc-info -n cv1 -p -H)/ns/uts "$@"' },
	'engine-inside': { kind: 'named dockerd' },
	limits: { kind: 'udp', target: 'ulimit -n 256' },
};
