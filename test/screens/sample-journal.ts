import type { EventBody, FerryEvent } from '../../source/model/events.ts';
import type { Finding } from '../../source/model/finding.ts';
import { duration } from '../../source/model/format.ts';
import { bytes as size } from '../../source/model/text.ts';

/** When the sample migrations began. */
export const sampleStart = Date.parse('2026-11-23T03:12:00Z');

const places = {
	source: {
		lxcPath: '/var/lib/lxc',
		staging: '/var/lib/lxc-ferry/staging/web1',
		rootfs: '/var/lib/lxc/web1/rootfs',
	},
	target: {
		lxcPath: '/var/lib/lxc',
		staging: '/var/lib/lxc-ferry/staging/web1',
		rootfs: '/var/lib/lxc/web1/rootfs',
	},
};

export const sampleFindings: Finding[] = [
	{ check: 'root', scope: 'source', level: 'ok', title: 'commands run as root', detail: 'uid 0' },
	{
		check: 'tools',
		scope: 'source',
		level: 'ok',
		title: 'lxc, criu and rsync are there',
		detail: 'LXC 7.0.0, CRIU 4.2.1, rsync 3.5.1',
	},
	{ check: 'criu', scope: 'source', level: 'ok', title: 'criu check says it looks good' },
	{
		check: 'root',
		scope: 'target',
		level: 'ok',
		title: 'commands run as root',
		detail: 'ubuntu, with sudo -n',
	},
	{ check: 'tools', scope: 'target', level: 'ok', title: 'lxc, criu and rsync are there' },
	{
		check: 'space',
		scope: 'target',
		level: 'ok',
		title: 'there is room for the files',
		detail: '350 MB needed, 21.4 GB free',
	},
	{ check: 'versions', scope: 'hosts', level: 'ok', title: 'both hosts have the same LXC and CRIU' },
	{
		check: 'kernels',
		scope: 'hosts',
		level: 'info',
		title: 'the kernels differ a little',
		detail: 'alpha 6.18.2, beta 6.18.4',
		meaning: 'Small differences are normal; CRIU compares what matters when it restores.',
	},
	{
		check: 'autostart',
		scope: 'config',
		level: 'warn',
		title: 'web1 starts by itself when alpha boots',
		detail: '/var/lib/lxc/web1/config line 14: lxc.start.auto = 1',
		meaning: 'Its autostart moves with it: beta will start it after a boot, alpha will not.',
		remedy: 'Nothing, if that is what you want.',
	},
	{ check: 'console', scope: 'config', level: 'ok', title: 'no console or tty is held by the configuration' },
	{ check: 'nested', scope: 'container', level: 'ok', title: 'no process has namespaces of its own' },
	{
		check: 'files',
		scope: 'container',
		level: 'ok',
		title: 'no open file of a kind that CRIU does not know',
	},
];

export const blockingFindings: Finding[] = [
	...sampleFindings.filter(({ check }) => check !== 'console' && check !== 'nested'),
	{
		check: 'console',
		scope: 'config',
		level: 'fail',
		title: 'web1 has a console, which CRIU can not take along',
		detail: '/var/lib/lxc/web1/config has no line lxc.console.path, so LXC makes a console',
		meaning: 'A console is a terminal whose other end is outside the container. CRIU refuses to cut it.',
		remedy: 'Switch the console off and restart the container once.',
		fix: {
			title: 'switch the console and the ttys off',
			on: 'source',
			restart: true,
			files: [
				{
					path: '/var/lib/lxc/web1/config',
					before:
						'lxc.include = /usr/share/lxc/config/common.conf\nlxc.arch = amd64\nlxc.uts.name = web1\nlxc.tty.max = 4\nlxc.net.0.type = veth\nlxc.net.0.link = lxcbr0\n',
					after:
						'lxc.include = /usr/share/lxc/config/common.conf\nlxc.arch = amd64\nlxc.uts.name = web1\nlxc.tty.max = 0\nlxc.console.path = none\nlxc.net.0.type = veth\nlxc.net.0.link = lxcbr0\n',
				},
			],
		},
	},
	{
		check: 'nested-namespaces',
		scope: 'container',
		level: 'fail',
		title: 'systemd-logind has a UTS namespace of its own',
		detail: 'pid 1412 systemd-logind, unit systemd-logind.service: ProtectHostname=yes',
		meaning: 'CRIU can not dump namespaces inside of namespaces.',
		remedy: 'A drop-in for the unit, then restart it.',
		fix: {
			title: 'switch ProtectHostname off for that unit',
			on: 'source',
			propose: [
				'lxc-attach -n web1 -- mkdir -p /etc/systemd/system/systemd-logind.service.d',
				'lxc-attach -n web1 -- systemctl restart systemd-logind',
			],
		},
	},
];

const plan: Omit<Extract<EventBody, { type: 'plan' }>, 'type'> = {
	method: 'stream',
	reason: 'the kernel of alpha does not track changed memory',
	stages: [],
	predicted: { blackoutMs: 1200, totalMs: 31_000 },
	places,
};

export const samplePlan = plan;

type Step = readonly [afterMs: number, body: EventBody];

const mb = 1_000_000;

const sync = (round: number, total: number, steps: number, rate: number): Step[] => [
	...(round === 1 ? [[40, { type: 'stage', name: 'sync', phase: 'started' }] as const] : []),
	...Array.from({ length: steps }, (_, index): Step => {
		const bytes = Math.round((total * (index + 1)) / steps);
		// A rate that breathes, as real ones do; no randomness, so that pictures stay the same.
		const now = Math.round(rate * (0.8 + 0.4 * Math.abs(Math.sin(index * 0.7))));
		return [
			250,
			{
				type: 'stage',
				name: 'sync',
				phase: 'progress',
				bytes,
				total,
				rate: now,
				round,
				detail: 'usr/lib/x86_64-linux-gnu',
			},
		];
	}),
	[
		0,
		{
			type: 'stage',
			name: 'sync',
			phase: 'progress',
			round,
			detail: `round ${round}: ${size(total)} changed, ${duration(steps * 250)}${round === 1 ? '' : ', short enough'}`,
		},
	],
];

const begin: Step[] = [
	[
		0,
		{
			type: 'started',
			container: 'web1',
			source: 'alpha',
			target: 'beta',
			versions: { 'lxc-ferry': '0.1.0', node: '26.10.0' },
			options: { source: 'alpha', target: 'beta', keepSource: true },
		},
	],
	[5, { type: 'engine', pid: 4711, startTime: '99887', bootId: 'f00d' }],
	[5, { type: 'stage', name: 'check', phase: 'started' }],
	[420, { type: 'command', host: 'alpha', argv: ['sh', '-s', '--', 'facts'], exit: 0, ms: 388 }],
	...sampleFindings.map((finding): Step => [1, { type: 'finding', ...finding }]),
	[20, { type: 'plan', ...plan }],
	[2, { type: 'stage', name: 'check', phase: 'finished', detail: '12 checks, 1 warning' }],
	[10, { type: 'stage', name: 'prepare', phase: 'started' }],
	[5, { type: 'intent', act: 'prepare', detail: 'locks and staging directories on both hosts' }],
	[
		310,
		{
			type: 'command',
			host: 'beta',
			argv: ['mkdir', '-m', '0700', '-p', places.target.staging],
			exit: 0,
			ms: 12,
		},
	],
	[30, { type: 'stage', name: 'prepare', phase: 'finished', detail: 'locks held, 21.4 GB free' }],
	...sync(1, 348 * mb, 40, 34 * mb),
	[10, { type: 'log', host: 'alpha', line: 'rsync: 14,212 files, 348,112,004 bytes, speedup is 1.00' }],
	...sync(2, 2 * mb, 2, 9 * mb),
	[10, { type: 'log', host: 'alpha', line: 'rsync: 3 files changed while copying, 2,004,118 bytes' }],
	[30, { type: 'stage', name: 'sync', phase: 'finished', bytes: 350 * mb, round: 2 }],
	[5, { type: 'stage', name: 'pre-copy', phase: 'skipped', detail: 'alpha does not track changed memory' }],
	[5, { type: 'stage', name: 'freeze', phase: 'started' }],
	[5, { type: 'intent', act: 'freeze', detail: 'lxc-checkpoint -n web1 -s' }],
	[90, { type: 'frozen', host: 'alpha' }],
	[30, { type: 'log', host: 'alpha', line: '(00.031244) Seized task 4821, state 0' }],
	[60, { type: 'log', host: 'alpha', line: '(00.048817) Dumping processes (4821) 1/19' }],
	[100, { type: 'stage', name: 'freeze', phase: 'progress', bytes: 22 * mb, total: 61 * mb, rate: 210 * mb }],
];

const dumped: Step[] = [
	[170, { type: 'stage', name: 'freeze', phase: 'progress', bytes: 58 * mb, total: 61 * mb, rate: 214 * mb }],
	[20, { type: 'log', host: 'alpha', line: '(00.391002) Writing stats' }],
	[10, { type: 'log', host: 'alpha', line: '(00.394518) Dumping finished successfully' }],
	[15, { type: 'stage', name: 'freeze', phase: 'finished', bytes: 61 * mb }],
	[5, { type: 'intent', act: 'give-up-source', detail: 'the image is complete' }],
	[5, { type: 'stage', name: 'transfer', phase: 'started' }],
	[120, { type: 'stage', name: 'transfer', phase: 'progress', bytes: 500_000, total: 900_000, rate: 8 * mb }],
	[80, { type: 'stage', name: 'transfer', phase: 'finished', bytes: 900_000 }],
	[5, { type: 'stage', name: 'restore', phase: 'started' }],
	[5, { type: 'intent', act: 'restore-target', detail: 'lxc-checkpoint -r -n web1' }],
	[60, { type: 'log', host: 'beta', line: '(00.010044) Restoring processes (4821)' }],
];

const marks: Step[] = (
	[
		['alpha', 'pre-dump', 0],
		['alpha', 'network-lock', 38],
		['alpha', 'post-dump', 402],
		['beta', 'pre-restore', 690],
		['beta', 'setup-namespaces', 781],
		['beta', 'post-setup-namespaces', 804],
		['beta', 'post-restore', 1090],
		['beta', 'network-unlock', 1112],
		['beta', 'post-resume', 1131],
	] as const
).map(([host, name, ms]): Step => [0, { type: 'mark', host, name, ms }]);

const arrived: Step[] = [
	[210, { type: 'log', host: 'beta', line: '(00.402919) Restore finished successfully. Tasks resumed.' }],
	[30, { type: 'unfrozen', host: 'beta' }],
	...marks,
	[5, { type: 'stage', name: 'restore', phase: 'finished' }],
	[5, { type: 'stage', name: 'verify', phase: 'started' }],
	[
		900,
		{ type: 'stage', name: 'verify', phase: 'progress', detail: '19 processes, init alive, no CPU spins' },
	],
	[
		400,
		{ type: 'stage', name: 'verify', phase: 'finished', detail: 'healthy: 19 processes, 10.0.3.11 answers' },
	],
	[5, { type: 'stage', name: 'commit', phase: 'started' }],
];

const committed: Step[] = [
	[5, { type: 'intent', act: 'commit', detail: 'the copy on alpha is retired' }],
	[300, { type: 'stage', name: 'commit', phase: 'finished', detail: 'neighbours told, old copy marked' }],
	[
		10,
		{ type: 'finished', outcome: 'migrated', blackoutMs: 1131, totalMs: 14_512, bytes: 412 * mb, exit: 0 },
	],
];

const refused: Step[] = [
	[
		300,
		{
			type: 'log',
			host: 'beta',
			line: '(00.213311) Error (criu/files-reg.c:2101): File var/log/syslog has bad size 81920 (expect 77824)',
		},
	],
	[20, { type: 'log', host: 'beta', line: '(00.214007) Error (criu/cr-restore.c:2536): Restoring FAILED.' }],
	[
		20,
		{
			type: 'command',
			host: 'beta',
			argv: ['lxc-checkpoint', '-r', '-n', 'web1', '-D', places.target.staging],
			exit: 1,
			ms: 388,
			stderr: 'criu process exited 1',
		},
	],
	[5, { type: 'stage', name: 'restore', phase: 'failed', detail: 'a file changed after the dump' }],
	[5, { type: 'rollback', phase: 'started', reason: 'the restore on beta failed' }],
	[5, { type: 'intent', act: 'restore-source', detail: 'from the image on alpha' }],
];

const cameBack: Step[] = [
	[700, { type: 'unfrozen', host: 'alpha' }],
	[200, { type: 'rollback', phase: 'finished', reason: 'the restore on beta failed' }],
	[
		20,
		{
			type: 'finished',
			outcome: 'rolled-back',
			blackoutMs: 2210,
			totalMs: 13_700,
			bytes: 411 * mb,
			exit: 4,
			explanation: {
				what: 'CRIU on beta refused the image: a file of the container is not as it was at the dump.',
				why: 'var/log/syslog was 77,824 bytes at the freeze and is 81,920 bytes on beta.',
				next: ['Move it again: the last round of the file copy then comes after the freeze.'],
				evidence: ['Error (criu/files-reg.c:2101): File var/log/syslog has bad size 81920 (expect 77824)'],
			},
		},
	],
];

const cancelledByUser: Step[] = [
	[50, { type: 'cancel', by: 'user' }],
	[20, { type: 'rollback', phase: 'started', reason: 'cancelled by the user' }],
	[300, { type: 'rollback', phase: 'finished', reason: 'cancelled by the user' }],
	[
		10,
		{ type: 'finished', outcome: 'rolled-back', blackoutMs: 800, totalMs: 9000, bytes: 350 * mb, exit: 4 },
	],
];

const blocked: Step[] = [
	...begin.slice(0, 4),
	...blockingFindings.map((finding): Step => [1, { type: 'finding', ...finding }]),
	[10, { type: 'stage', name: 'check', phase: 'failed', detail: '2 things must be fixed' }],
	[
		5,
		{
			type: 'finished',
			outcome: 'not-started',
			totalMs: 900,
			bytes: 0,
			exit: 3,
			explanation: { what: 'Two checks fail.', next: ['lxc-ferry check web1 beta --fix'] },
		},
	],
];

const stuck: Step[] = [
	...begin,
	...dumped,
	...refused,
	[900, { type: 'rollback', phase: 'failed', reason: 'the restore on alpha failed too' }],
	[
		20,
		{
			type: 'finished',
			outcome: 'needs-human',
			totalMs: 15_000,
			bytes: 411 * mb,
			exit: 5,
			explanation: {
				what: 'web1 runs nowhere. Its complete image is safe on alpha.',
				why: 'alpha ran out of memory while restoring.',
				next: [
					'free memory on alpha, then: lxc-ferry rollback 20261123-031200-web1',
					'or by hand: lxc-checkpoint -r -n web1 -D /var/lib/lxc-ferry/staging/web1',
				],
			},
		},
	],
];

const recipes = {
	migrated: [...begin, ...dumped, ...arrived, ...committed],
	'rolled-back': [...begin, ...dumped, ...refused, ...cameBack],
	blocked,
	'needs-human': stuck,
} satisfies Record<string, Step[]>;

export type SampleName = keyof typeof recipes;

const stamp = (steps: readonly Step[], from: number, id: string, first = 1): FerryEvent[] => {
	let at = from;
	return steps.map(([after, body], index) => {
		at += after;
		return { v: 1, seq: first + index, at: new Date(at).toISOString(), migration: id, ...body } as FerryEvent;
	});
};

const sampleId = '20261123-031200-web1';

/** A realistic journal of each outcome. */
export const sampleJournal = (
	name: SampleName = 'migrated',
	from = sampleStart,
	id = sampleId,
): FerryEvent[] => stamp(recipes[name], from, id);

/** What an engine writes when it is asked to stop. */
export const cancelEvents = (from: number, first: number, id = sampleId): FerryEvent[] =>
	stamp(cancelledByUser, from, id, first);
