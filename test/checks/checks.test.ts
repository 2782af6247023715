// Each check against facts that real hosts gave in real situations (test/situations.ts).
import { describe, expect, it } from 'vitest';
import { checks, evaluate } from '../../source/checks/index.ts';
import type { Level } from '../../source/model/finding.ts';
import { recorded } from '../recorded-facts.ts';

/** `check`: situation → level of its worst finding. */
const expected: Record<string, Record<string, Level>> = {
	root: { plain: 'ok', 'source-user': 'fail' },
	'same-host': { plain: 'ok', 'same-host': 'fail' },
	tools: { plain: 'ok', 'tools-missing': 'fail' },
	iptables: { plain: 'ok', 'iptables-missing': 'fail' },
	'lxc-version': { plain: 'ok', 'lxc-older': 'warn', 'lxc-newer': 'info' },
	'criu-version': {
		plain: 'ok',
		'criu-older': 'fail',
		'criu-slightly-older': 'warn',
		'tools-missing': 'warn',
	},
	'criu-kernel': { plain: 'ok', 'criu-older': 'fail', 'tools-missing': 'warn' },
	'criu-works': { plain: 'ok', 'criu-broken': 'fail', 'tools-missing': 'warn' },
	'criu-config': { plain: 'ok', 'criu-config': 'warn' },
	capabilities: { plain: 'info', 'source-restricted': 'fail', 'source-user': 'warn' },
	kernel: { plain: 'ok', 'kernel-older': 'warn', 'kernel-newer': 'info' },
	architecture: { plain: 'ok', 'other-architecture': 'fail' },
	cpu: { plain: 'ok', 'cpu-lacks': 'fail', 'cpu-has-more': 'info' },
	'cgroup-layout': { plain: 'ok', 'cgroup-v1': 'fail' },
	controllers: { plain: 'ok', 'no-controllers': 'fail', 'controllers-differ': 'info' },
	lsm: { plain: 'ok', 'no-apparmor': 'fail', raw: 'fail', selinux: 'fail' },
	clock: { plain: 'ok', 'clock-ahead': 'warn' },
	connection: { plain: 'ok' },
	'page-server': { plain: 'ok' },
	tracking: { plain: 'info', 'tracking-works': 'ok' },
	disk: { plain: 'ok', 'disk-small': 'fail', 'inodes-few': 'fail' },
	memory: { plain: 'ok', 'memory-small': 'fail', stopped: 'warn' },
	lxcpath: { plain: 'ok', 'lxcpath-differs': 'info' },
	name: { plain: 'ok', 'name-taken': 'fail', 'name-ours': 'info' },
	leftovers: { plain: 'ok', leftovers: 'info' },
	running: { plain: 'ok', stopped: 'fail', unknown: 'fail' },
	'config-file': {
		plain: 'ok',
		'include-missing-here': 'fail',
		'not-a-setting': 'fail',
		'old-keys': 'warn',
		unknown: 'warn',
	},
	'old-keys': { plain: 'ok', 'old-keys': 'fail' },
	includes: { plain: 'ok', 'include-missing-there': 'fail', 'include-differs': 'warn' },
	console: { plain: 'ok', console: 'fail', raw: 'fail', unknown: 'warn' },
	ttys: { plain: 'ok', raw: 'fail', 'old-keys': 'fail' },
	'console-device': { plain: 'info', web: 'ok' },
	unprivileged: { plain: 'ok', unprivileged: 'fail' },
	storage: { plain: 'ok', overlay: 'fail', btrfs: 'info', zfs: 'warn' },
	mounts: { plain: 'ok', 'mount-missing': 'fail', 'mount-both': 'info', 'mount-differs': 'warn' },
	hooks: { plain: 'ok', 'hook-missing': 'warn', 'hook-differs': 'info' },
	seccomp: { plain: 'ok', 'seccomp-missing': 'fail', 'seccomp-differs': 'warn', 'no-seccomp': 'ok' },
	'network-link': {
		plain: 'ok',
		'bridge-missing': 'fail',
		'bridge-down': 'warn',
		ipvlan: 'fail',
		phys: 'warn',
		'host-network': 'warn',
		'no-network': 'ok',
	},
	'network-address': { plain: 'ok', 'address-elsewhere': 'warn', 'address-taken': 'fail' },
	'hardware-address': { plain: 'ok', 'hardware-address-taken': 'fail' },
	devices: { plain: 'ok', 'device-given': 'warn' },
	limits: { plain: 'ok', 'limits-lacking': 'fail', 'limits-version-1': 'warn' },
	autodev: { plain: 'ok', 'no-autodev': 'info' },
	autostart: { plain: 'ok', autostart: 'info' },
	systemd: { plain: 'ok', raw: 'info' },
	users: { plain: 'ok', setuid: 'fail', raw: 'fail' },
	attached: { plain: 'ok', attached: 'warn', 'attached-behind': 'fail' },
	terminals: { plain: 'ok', raw: 'fail', console: 'fail', 'no-terminals-yet': 'fail', pty: 'ok' },
	namespaces: {
		plain: 'ok',
		uts: 'fail',
		ipc: 'fail',
		user: 'fail',
		pid: 'fail',
		cgroup: 'fail',
		time: 'fail',
		'network-namespace': 'ok',
		raw: 'fail',
	},
	nested: { plain: 'ok', pid: 'fail', 'engine-inside': 'warn' },
	bpf: { plain: 'ok', 'bpf-map': 'fail', 'bpf-prog': 'fail', raw: 'fail' },
	'io-uring': { plain: 'ok', 'io-uring': 'fail' },
	perf: { plain: 'ok', perf: 'fail' },
	userfaultfd: { plain: 'ok', userfaultfd: 'fail' },
	'secret-memory': { plain: 'ok', secretmem: 'fail' },
	'special-files': { plain: 'ok' },
	pressure: { plain: 'ok', pressure: 'fail', raw: 'fail', web: 'ok' },
	watches: { plain: 'ok', inotify: 'ok', web: 'ok', 'inotify-overlay': 'fail' },
	fuse: { plain: 'ok', web: 'ok', fuse: 'fail' },
	filesystems: { plain: 'ok', bpffs: 'fail' },
	'unix-sockets': { plain: 'ok', 'unix-outside': 'fail' },
	tcp: { plain: 'ok', 'tcp-waiting': 'info' },
	protocols: { plain: 'ok', mptcp: 'fail' },
	netlink: { plain: 'ok', netlink: 'warn' },
	'packet-sockets': { plain: 'ok', packet: 'info' },
	'network-devices': { plain: 'ok', 'odd-device': 'fail' },
	locks: { plain: 'ok', flock: 'ok', 'lock-shared': 'warn' },
	'ghost-files': { plain: 'ok', 'ghost-small': 'ok', 'ghost-large': 'fail' },
	'devices-open': { plain: 'ok', 'device-open': 'fail' },
	mappings: { plain: 'ok' },
	'shared-memory': { plain: 'ok', 'shared-uts': 'warn' },
	swap: { plain: 'ok' },
	realtime: { plain: 'ok', realtime: 'info' },
	rlimits: { plain: 'ok', limits: 'warn' },
	traced: { plain: 'ok', traced: 'fail' },
};

const order: Level[] = ['ok', 'info', 'warn', 'fail'];

describe.each(Object.entries(expected))('%s', (id, situations) => {
	const check = checks.find((one) => one.id === id);
	it.each(Object.entries(situations))('%s: %s', (situation, level) => {
		expect(check).toBeDefined();
		const findings = check ? evaluate(recorded(situation), [check]) : [];
		const worst = Math.max(...findings.map((finding) => order.indexOf(finding.level)));
		expect({
			level: order[worst],
			findings: findings.map(({ level: one, title, detail }) => `${one} ${title} | ${detail ?? ''}`),
		}).toEqual({
			level,
			findings: expect.any(Array),
		});
		for (const finding of findings) {
			expect(finding.title.length).toBeGreaterThan(3);
			if (finding.level === 'fail' || finding.level === 'warn')
				expect(finding.remedy, finding.title).toBeTruthy();
		}
	});
});

describe('all checks', () => {
	it('are tested', () => {
		// post-copy speaks only where it was asked for, and has a test of its own below.
		const tested = [...Object.keys(expected), 'post-copy'];
		expect(tested.toSorted()).toEqual(checks.map((check) => check.id).toSorted());
	});

	it('have ids that a command line takes, and no two the same', () => {
		const ids = checks.map((check) => check.id);
		expect(new Set(ids).size).toBe(ids.length);
		for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]+$/);
	});

	it('raise no false alarm for containers that migrate', () => {
		for (const situation of ['plain', 'web'])
			expect(
				evaluate(recorded(situation)).filter(({ level }) => level === 'fail' || level === 'warn'),
			).toEqual([]);
	});

	it('judge the address that memory is to go to by those of the target', () => {
		const facts = recorded('plain');
		const [address = ''] = facts.target.devices.flatMap(({ addresses }) => addresses);
		const check = checks.filter(({ id }) => id === 'page-server');
		const level = (pageServer: string) => evaluate({ ...facts, pageServer }, check).map((one) => one.level);
		expect(level(address.replace(/\/.*/, ''))).toEqual(['warn']);
		expect(level('192.0.2.1')).toEqual(['fail']);
		const unseen = { ...facts, target: { ...facts.target, devices: [] }, pageServer: '192.0.2.1' };
		expect(evaluate(unseen, check)).toMatchObject([{ level: 'warn', title: expect.stringContaining('not') }]);
	});

	it('say of post-copy what it needs and what it risks, where it was asked for', () => {
		const facts = recorded('plain');
		const check = checks.filter(({ id }) => id === 'post-copy');
		const found = (lack?: { source: string[]; target: string[] }) =>
			evaluate(lack === undefined ? facts : { ...facts, lackForPostCopy: lack }, check);
		expect(found()).toEqual([]);
		expect(found({ source: [], target: [] })).toMatchObject([
			{ level: 'warn', meaning: expect.stringMatching(/dies meanwhile, the container is lost/) },
		]);
		expect(found({ source: ['nft (nftables)'], target: ['perl'] })).toMatchObject([
			{ level: 'fail', detail: 'missing: nft (nftables) on alpha, perl on beta' },
		]);
	});

	it('keep post-copy from cutting off the host of a container that shares its network', () => {
		const facts = recorded('plain');
		const path = facts.container.configPath ?? '';
		const text = facts.container.configFiles.get(path) ?? '';
		const configFiles = new Map([[path, text.replace(/^lxc\.net\.0\.type.*$/m, 'lxc.net.0.type = none')]]);
		const shared = {
			...facts,
			container: { ...facts.container, configFiles },
			lackForPostCopy: { source: [], target: [] },
		};
		const check = checks.filter(({ id }) => id === 'post-copy');
		expect(evaluate(shared, check)).toMatchObject([{ level: 'fail', detail: 'lxc.net.0.type = none' }]);
	});

	it('warn of a blackout that nobody expects, by the prediction that the plan shows', () => {
		const facts = recorded('plain');
		const check = checks.filter(({ id }) => id === 'connection');
		const titles = (memory: number) => {
			const target = { ...facts.target, throughput: 10e6 };
			const container = { ...facts.container, memory };
			return evaluate({ ...facts, target, container }, check).map(({ level, title }) => `${level} ${title}`);
		};
		expect(titles(500e6)).toHaveLength(1);
		expect(titles(1.2e9)[1]).toBe('warn The blackout will be about 3 min if all memory is copied then');
	});

	it('say once whether memory can be copied ahead', () => {
		const check = checks.filter(({ id }) => id === 'tracking');
		expect(evaluate(recorded('tracking-works'), check)).toHaveLength(1);
	});

	it('report a check that breaks', () => {
		const broken = {
			id: 'broken',
			title: 'Broken',
			scope: 'hosts' as const,
			looksAt: '',
			evaluate: () => JSON.parse('{'),
		};
		expect(evaluate(recorded('plain'), [broken])).toMatchObject([{ check: 'broken', level: 'warn' }]);
	});

	it("take systemd's helpers, which live for a moment, for what they may be", () => {
		const facts = recorded('uts');
		const check = checks.filter(({ id }) => id === 'namespaces');
		const remedyIn = (unit: string) => {
			const processes = (facts.container.processes ?? []).map((process) => ({ ...process, unit }));
			return evaluate({ ...facts, container: { ...facts.container, processes } }, check)[0]?.remedy;
		};
		expect(remedyIn('init.scope')).toContain('check again first');
		expect(remedyIn('web.service')).not.toContain('check again');
	});

	it('list everything at once for a container that nobody has prepared', () => {
		const failing = evaluate(recorded('raw'))
			.filter(({ level }) => level === 'fail')
			.map(({ check }) => check);
		expect([...new Set(failing)].toSorted()).toEqual(
			['bpf', 'console', 'lsm', 'namespaces', 'pressure', 'terminals', 'ttys', 'users'].toSorted(),
		);
	});
});
