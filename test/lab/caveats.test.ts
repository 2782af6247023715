// Caveats made for real: the check predicts, and the migration forced past it fails with that caveat explained.
import { afterAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../source/model/finding.ts';
import { type Situation, situations } from '../situations.ts';
import { makeCaveat, removeCaveat } from './caveats/container.ts';
import { labExec } from './exec.ts';

type Case = {
	situation: string;
	check: string;
	failure: string;
	more?: Situation;
	on?: 'beta';
	prepare?: string;
	clean?: string;
};

/** Prediction (id of the check) and reality (id of the explained failure). */
const cases: Case[] = [
	{ situation: 'uts', check: 'namespaces', failure: 'nested-namespace' },
	{ situation: 'ipc', check: 'namespaces', failure: 'nested-namespace' },
	{ situation: 'user', check: 'namespaces', failure: 'nested-namespace' },
	{ situation: 'pid', check: 'nested', failure: 'nested-namespace' },
	{ situation: 'cgroup', check: 'namespaces', failure: 'nested-namespace' },
	{ situation: 'time', check: 'namespaces', failure: 'nested-namespace' },
	{
		situation: 'ttys',
		more: { bare: 'lxc.console.path = none\nlxc.tty.dir =', kind: 'udp' },
		check: 'ttys',
		failure: 'tty-master',
	},
	{ situation: 'bpf-map', check: 'bpf', failure: 'file-bpf' },
	{ situation: 'bpf-prog', check: 'bpf', failure: 'file-bpf' },
	{ situation: 'io-uring', check: 'io-uring', failure: 'io-uring' },
	{ situation: 'perf', check: 'perf', failure: 'file-perf' },
	{ situation: 'userfaultfd', check: 'userfaultfd', failure: 'file-userfaultfd' },
	{ situation: 'secretmem', check: 'secret-memory', failure: 'secret-memory' },
	{ situation: 'mptcp', check: 'protocols', failure: 'protocol' },
	{ situation: 'netlink', check: 'netlink', failure: 'netlink-data' },
	{ situation: 'ghost-large', check: 'ghost-files', failure: 'ghost-limit' },
	{ situation: 'device-open', check: 'devices-open', failure: 'file-device' },
	{ situation: 'setuid', check: 'users', failure: 'rlimit-read' },
	{ situation: 'bpffs', check: 'filesystems', failure: 'mount-type' },
	{ situation: 'fuse', check: 'fuse', failure: 'file-device' },
	{ situation: 'inotify-overlay', check: 'watches', failure: 'watch-handle' },
	{ situation: 'unix-outside', check: 'unix-sockets', failure: 'unix-external' },
	{ situation: 'attached-behind', check: 'attached', failure: 'session-outside' },
	{ situation: 'traced', check: 'traced', failure: 'traced' },
	{ situation: 'mount-missing', check: 'mounts', failure: 'mount-source' },
	{
		situation: 'bridge',
		more: {
			kind: 'udp',
			before: 'ip link add lfonly type bridge 2>/dev/null; ip link set lfonly up',
			config: 'lxc.net.0.link = lfonly',
			cleanup: 'ip link del lfonly',
		},
		check: 'network-link',
		failure: 'bridge-missing',
	},
];

type Line = { type: string } & Partial<Finding> & {
		outcome?: string;
		explanation?: { id?: string; what: string };
	};

const ferry = async (...args: string[]): Promise<Line[]> => {
	const { stdout } = await labExec('alpha', ['lxc-ferry', ...args, '--json'], {
		reject: false,
		timeout: 90_000,
	});
	return stdout
		.split('\n')
		.filter((line) => line.startsWith('{'))
		.map((line) => JSON.parse(line) as Line);
};

const name = 'cv2';

const clean = async (): Promise<void> => {
	for (const host of ['alpha', 'beta'] as const) await removeCaveat(host, name);
};

afterAll(clean, 60_000);

describe('a caveat that is forced', () => {
	it.each(cases)(
		'$situation: predicted by $check, fails with $failure',
		{ timeout: 150_000 },
		async ({ situation, more, check, failure }) => {
			const made = more ?? situations[situation] ?? {};
			const here = JSON.parse(JSON.stringify(made).replaceAll('cv1', name)) as Situation;
			await clean();
			try {
				await makeCaveat('alpha', name, here, '10.0.3.131');
				const findings = (await ferry('check', name, 'beta')).filter(({ type }) => type === 'finding');
				const alarms = findings
					.filter(({ level }) => level === 'fail' || level === 'warn')
					.map((finding) => finding.check ?? '');
				expect(alarms).toContain(check);
				const force = [...new Set(alarms)].flatMap((id) => ['--force', id]);
				const events = await ferry('migrate', name, 'beta', '--yes', ...force);
				const finished = events.findLast(({ type }) => type === 'finished');
				expect(finished?.explanation).toMatchObject({ id: failure });
				expect(finished?.outcome).toBe('rolled-back');
				const { stdout } = await labExec('alpha', ['lxc-info', '-n', name, '-s', '-H'], { reject: false });
				expect(stdout.trim()).toBe('RUNNING');
			} finally {
				if (here.cleanup) await labExec('alpha', ['sh', '-c', here.cleanup], { reject: false });
				await clean();
			}
		},
	);
});
