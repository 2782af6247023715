// The dialogue with CRIU's gates, with a shell script in the place of LXC and CRIU.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { actionScript } from '../../source/hosts/action-script.ts';
import { attend, type Report } from '../../source/hosts/attendant.ts';
import {
	attendScript,
	checkScript,
	restoreScript,
	waitingCriuScript,
} from '../../source/hosts/attendant-script.ts';
import { connect } from '../../source/hosts/connect.ts';
import { imageListing } from '../../source/hosts/image-listing.ts';
import { uncorkScript } from '../../source/hosts/uncork-script.ts';

const isRoot = process.getuid?.() === 0;
const host = await connect('localhost');
let staging: string;
let place: string;
let reports: Report[];

const script = (path: string, text: string) => {
	writeFileSync(path, text);
	chmodSync(path, 0o700);
};

/** What CRIU does with an action script, and what the fake one notes of itself. */
const action = (name: string) => `CRTOOLS_SCRIPT_ACTION=${name} "$action" || exit 1`;

beforeEach(() => {
	const top = mkdtempSync(join(tmpdir(), 'lxc-ferry-attendant-'));
	[staging, place] = [join(top, 'staging'), join(top, 'place')];
	reports = [];
	for (const directory of ['staging/image', 'staging/bin', 'place', 'fake'])
		mkdirSync(join(top, directory), { recursive: true });
	script(join(staging, 'attend.sh'), attendScript);
	script(join(staging, 'action.sh'), actionScript);
	script(join(staging, 'restore.sh'), restoreScript);
	script(join(staging, 'uncork.pl'), uncorkScript);
	script(join(staging, 'check.sh'), checkScript);
	script(join(staging, 'bin/criu'), waitingCriuScript);
	const actions = ['pre-restore', 'post-restore', 'network-unlock', 'post-resume'].map(action).join('\n');
	script(
		join(top, 'fake/criu'),
		`#!/bin/sh\n[ "$1" = --version ] && { echo Version: 4.2; exit 0; }\naction=${staging}/action.sh\necho begun >${place}/begun\n${actions}\n`,
	);
	script(join(top, 'fake/lxc'), '#!/bin/sh\ncriu --version || exit 1\ncriu restore --more\n');
	writeFileSync(join(place, 'config'), '# lxc-ferry moved this container: {}\nold');
	writeFileSync(join(place, 'config.lxc-ferry-new'), 'new');
	writeFileSync(join(staging, 'image/core-1.img'), 'x');
	writeFileSync(join(staging, 'image/pages-1.img'), 'pages');
	list();
});

/** Makes the list of the image as the source would (image-listing.ts). */
const list = (): void => {
	const argv = ['-c', `${imageListing}listing >ferry-manifest`];
	execFileSync('/bin/sh', argv, { cwd: join(staging, 'image') });
};

afterEach(() => rmSync(join(staging, '..'), { recursive: true, force: true }));

const restore = () => {
	const fake = join(staging, '../fake');
	const argv = [
		'env',
		`PATH=${fake}:${process.env['PATH']}`,
		'/bin/sh',
		`${staging}/restore.sh`,
		place,
		`${fake}/lxc`,
	];
	return attend(host, staging, 'restore', argv, { onReport: (report) => reports.push(report) });
};

/** A restore that LXC has prepared and CRIU was told to begin. */
const letGo = async () => {
	const attendant = await restore();
	attendant.begin();
	await attendant.gate('criu');
	attendant.release();
	return attendant;
};

const marks = () => reports.flatMap((report) => (report.type === 'mark' ? [report.name] : []));

describe.runIf(isRoot)('a restore', () => {
	test('LXC is ready before CRIU may begin, CRIU holds before the processes run', async () => {
		const attendant = await restore();
		attendant.begin();
		expect(await attendant.gate('criu')).toEqual({ reached: true });
		expect(readFileSync(join(place, 'config'), 'utf8')).toBe('new');
		expect(existsSync(join(place, 'begun'))).toBe(false);
		attendant.release();
		expect(await attendant.gate()).toEqual({ reached: true });
		expect(await attendant.check()).toBe(0);
		expect(marks()).toEqual(['pre-restore', 'post-restore']);
		const before = Date.now();
		attendant.release();
		expect(await attendant.exited).toBe(0);
		expect(marks()).toEqual([
			'pre-restore',
			'post-restore',
			'post-restore-go',
			'network-unlock',
			'post-resume',
		]);
		expect(await attendant.mark('post-resume')).toBeGreaterThan(before - 1);
	});

	test('the neighbours are told when it runs, and nobody waits for that', async () => {
		const [told, go, done] = ['told', 'go', 'done'].map((name) => join(place, name)) as [
			string,
			string,
			string,
		];
		const until = (file: string) => `while [ ! -e ${file} ]; do sleep 0.01; done\n`;
		const text = `read -r word <&6 || exit\necho "told announced $1"\n: >${told}\n${until(go)}echo "told late"\n: >${done}\n`;
		writeFileSync(join(staging, 'announce.sh'), text);
		// CRIU makes it a sibling of its own; LXC lives on as its parent.
		const lxc = `#!/bin/sh\nsleep 60 &\necho $! >${place}/init\ncriu restore --more\n${until(told)}kill $!\n`;
		script(join(staging, '../fake/lxc'), lxc);
		const attendant = await letGo();
		await attendant.gate();
		const said = () => readFileSync(join(staging, 'told'), 'utf8');
		await vi.waitFor(() => expect(said()).toBe(''));
		attendant.release();
		expect(await attendant.exited).toBe(0);
		expect(said()).toBe(`told announced ${readFileSync(join(place, 'init'), 'utf8')}`);
		expect(marks().at(-1)).toBe('post-resume');
		expect(existsSync(done)).toBe(false);
		rmSync(staging, { recursive: true });
		writeFileSync(go, '');
		await vi.waitFor(() => expect(existsSync(done)).toBe(true));
	});

	test('an abort at the first gate never starts CRIU', async () => {
		const attendant = await restore();
		attendant.begin();
		await attendant.gate('criu');
		attendant.abort();
		expect(await attendant.exited).not.toBe(0);
		expect(existsSync(join(place, 'begun'))).toBe(false);
	});

	test('an abort at the second gate ends it before the processes run', async () => {
		const attendant = await letGo();
		await attendant.gate();
		attendant.abort();
		expect(await attendant.exited).not.toBe(0);
		expect(marks()).not.toContain('network-unlock');
	});

	test.each<[string, string, () => void]>([
		['misses a file', 'core-1.img', () => rmSync(join(staging, 'image/core-1.img'))],
		['has other content', 'core-1.img', () => writeFileSync(join(staging, 'image/core-1.img'), 'y')],
		['misses pages', 'pages-1.img 5', () => writeFileSync(join(staging, 'image/pages-1.img'), 'page')],
	])('an image that %s is told', async (_, said, damage) => {
		damage();
		const attendant = await letGo();
		expect(await attendant.check()).not.toBe(0);
		expect(readFileSync(join(staging, 'check.out'), 'utf8')).toContain(said);
		attendant.abort();
		await attendant.exited;
	});

	test('an image that is as the list says, and may hold more, is whole', async () => {
		writeFileSync(join(staging, 'image/restore.log'), 'x');
		writeFileSync(join(staging, 'image/pages-2.img'), 'streamed');
		const daemon = createServer().listen(join(staging, 'image/lazy-pages.socket'));
		await once(daemon, 'listening');
		onTestFinished(() => void daemon.close());
		const attendant = await letGo();
		expect(await attendant.check()).toBe(0);
		attendant.abort();
		await attendant.exited;
	});

	test("another container's configuration, made meanwhile, is not moved aside", async () => {
		writeFileSync(join(place, 'config'), 'theirs');
		writeFileSync(join(place, 'config.lxc-ferry-copy'), '');
		const attendant = await restore();
		attendant.begin();
		expect(await attendant.gate('criu')).toEqual({ reached: false, exit: 1 });
		expect(readFileSync(join(place, 'config'), 'utf8')).toBe('theirs');
		expect(existsSync(join(place, 'config.lxc-ferry-before'))).toBe(false);
		expect(readFileSync(join(staging, 'restore.out'), 'utf8')).toContain('made here meanwhile');
	});

	test('LXC that fails in its own part says so at the first gate', async () => {
		script(join(staging, '../fake/lxc'), '#!/bin/sh\nexit 7\n');
		const attendant = await restore();
		attendant.begin();
		expect(await attendant.gate('criu')).toEqual({ reached: false, exit: 7 });
	});
});

test.runIf(isRoot)('the end of the processes is told before the end of lxc-checkpoint', async () => {
	const init = execa('sleep', ['60'], { reject: false });
	const fake = join(staging, '../fake/lxc');
	script(
		fake,
		`#!/bin/sh\naction=${staging}/action.sh\n${action('post-dump')}\nkill ${init.pid}\nsleep 0.5\n`,
	);
	writeFileSync(join(staging, 'image/dump.log'), '');
	const attendant = await attend(host, staging, 'dump', [fake], { init: init.pid });
	attendant.begin();
	expect(await attendant.gate()).toEqual({ reached: true });
	attendant.release();
	const gone = await attendant.mark('tasks-ended');
	const exit = await Promise.race([attendant.exited, Promise.resolve('still there')]);
	expect(gone).toBeDefined();
	expect(exit).toBe('still there');
	expect(await attendant.exited).toBe(0);
	await init;
});

type Fake = { init?: number | undefined; threads?: number[]; more?: string; of?: number };

/** As CRIU: connects to its page server, corks that, and runs its action script; prints the cork before and after. */
const corked = `use strict;
my ($port, $action) = @ARGV;
socket(my $server, 2, 1, 0) or die $!;
connect($server, pack('S n a4 x8', 2, $port, pack('C4', 127, 0, 0, 1))) or die $!;
my $cork = sub { unpack('i', getsockopt($server, 6, 3)) };
setsockopt($server, 6, 3, pack('i', 1)) or die $!;
my $before = $cork->();
$ENV{CRTOOLS_SCRIPT_ACTION} = 'network-lock';
system($action) == 0 or die;
print "$before ", $cork->(), "\n";
`;

test.runIf(isRoot).each([
	['page-server\naddress 127.0.0.1\n', '1 0'],
	['tcp-established\n', '1 1'],
])("CRIU's connection to its page server, with %j", async (config, corks) => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	writeFileSync(join(staging, 'criu.conf'), config);
	script(join(staging, 'corked.pl'), corked);
	const { port } = server.address() as AddressInfo;
	const { stdout } = await execa(
		'perl',
		[join(staging, 'corked.pl'), String(port), join(staging, 'action.sh')],
		{
			env: { CRIU_CONFIG_FILE: join(staging, 'criu.conf'), LXC_FERRY_PHASE: 'dump' },
		},
	);
	server.close();
	expect(stdout).toBe(corks);
});

describe.runIf(isRoot)('the freezer', () => {
	const group = () => join(staging, '../group');
	/** As CRIU: its command line names the freezer, its action script is its child. */
	const dump = async (events: string, { init, threads = [], more = '', of = 77 }: Fake = {}) => {
		mkdirSync(group());
		writeFileSync(join(group(), 'cgroup.freeze'), '0');
		writeFileSync(join(group(), 'cgroup.events'), events);
		writeFileSync(join(group(), 'cgroup.threads'), threads.map((pid) => `${pid}\n`).join(''));
		writeFileSync(join(staging, 'image/dump.log'), '');
		const fake = join(staging, '../fake/criu-dump');
		const steps = [
			action('pre-dump'),
			`cp ${group()}/cgroup.freeze ${place}/seen`,
			action('post-dump'),
			more,
		];
		script(fake, `#!/bin/sh\naction=${staging}/action.sh\n${steps.join('\n')}\n`);
		const argv = ['env', `PATH=${join(staging, '../fake')}:${process.env['PATH']}`, fake];
		const attendant = await attend(
			host,
			staging,
			'dump',
			[...argv, '-t', String(of), '--freeze-cgroup', group()],
			{
				init,
				onReport: (report) => reports.push(report),
			},
		);
		attendant.begin();
		expect(await attendant.gate()).toEqual({ reached: true });
		return attendant;
	};
	const frozen = (path: string) => readFileSync(path, 'utf8').trim();

	test('is closed before CRIU looks, and opened when the dump is taken back', async () => {
		// CRIU leaves frozen what it found frozen.
		const attendant = await dump('populated 1\nfrozen 1\n');
		expect(frozen(join(place, 'seen'))).toBe('1');
		attendant.abort();
		expect(await attendant.exited).not.toBe(0);
		expect(frozen(join(group(), 'cgroup.freeze'))).toBe('0');
	});

	/** A process with a network of its own. */
	const away = (): number => {
		const child = execa('/bin/sh', ['-c', 'exec unshare --net sleep 60'], { reject: false });
		onTestFinished(() => void child.kill());
		return child.pid ?? 0;
	};

	/** Where nothing can be cut off in truth: notes what it was told, and ends with `exit`. */
	const nsenter = (exit: number) =>
		script(
			join(staging, '../fake/nsenter'),
			`#!/bin/sh\necho "$*" >${place}/told\ncat >>${place}/told\nexit ${exit}\n`,
		);

	test('stays closed behind a CRIU that serves memory, however that ends, and no packet leaves', async () => {
		nsenter(0);
		const more = `echo 1 >${place}/serving\nread -r word <${place}/never\n`;
		execFileSync('/bin/sh', ['-c', 'mkfifo "$1"', 'fifo', join(place, 'never')]);
		const attendant = await dump('populated 1\nfrozen 1\n', { more, of: away() });
		// CRIU thaws it once it has the tasks.
		writeFileSync(join(group(), 'cgroup.freeze'), '0');
		attendant.serve();
		await vi.waitFor(() => expect(existsSync(join(place, 'serving'))).toBe(true));
		expect(frozen(join(group(), 'cgroup.freeze'))).toBe('1');
		const told = frozen(join(place, 'told'));
		expect(told).toMatch(/^-t \d+ -n nft -f -\n/);
		for (const family of ['inet', 'arp']) expect(told).toMatch(new RegExp(`table ${family} lxc_ferry`));
		expect(told.match(/policy drop/g)).toHaveLength(5);
		attendant.kill();
		expect(await attendant.exited).not.toBe(0);
		expect(frozen(join(group(), 'cgroup.freeze'))).toBe('1');
	});

	test.each([
		['the network could not be cut off', 1, () => away()],
		["the network is the host's", 0, () => process.pid],
	])('is opened again where %s: CRIU takes the dump back', async (_, exit, of) => {
		nsenter(exit);
		// CRIU goes on to serve after its gate, whatever that said, and asks the script once more.
		const more = `${action('status-ready')}\n: >${place}/serving`;
		const attendant = await dump('populated 1\nfrozen 1\n', { more, of: of() });
		attendant.serve();
		expect(await attendant.exited).not.toBe(0);
		expect(existsSync(join(place, 'serving'))).toBe(false);
		expect(frozen(join(group(), 'cgroup.freeze'))).toBe('0');
	});

	test('is left to CRIU where a task does not freeze soon', async () => {
		const attendant = await dump('populated 1\nfrozen 0\n');
		expect(frozen(join(place, 'seen'))).toBe('0');
		attendant.release();
		expect(await attendant.exited).toBe(0);
	});

	test('the target waits for every thread, but not for what the kernel does after their end', async () => {
		const [init, first, last, late] = [1, 2, 3, 4].map(() => execa('sleep', ['60'], { reject: false }));
		// The first ends; long after it the last, and then one that came into being meanwhile; the init not at all.
		const more = [
			`kill ${first?.pid}`,
			`while [ -d /proc/${first?.pid} ]; do sleep 0.01; done`,
			'sleep 0.05',
			action('between'),
			`echo ${late?.pid} >${group()}/cgroup.threads`,
			`kill ${last?.pid}`,
			`while [ -d /proc/${last?.pid} ]; do sleep 0.01; done`,
			'sleep 0.05',
			action('late'),
			`kill ${late?.pid}`,
			`while [ -d /proc/${late?.pid} ]; do sleep 0.01; done`,
		].join('\n');
		const threads = [first?.pid ?? 0, last?.pid ?? 0];
		const attendant = await dump('populated 1\nfrozen 1\n', { init: init?.pid, threads, more });
		attendant.release();
		expect(await attendant.mark('tasks-ended')).toBeDefined();
		expect(marks()).toEqual(['pre-dump', 'post-dump', 'post-dump-go', 'between', 'late', 'tasks-ended']);
		init?.kill();
		expect(await attendant.exited).toBe(0);
		await Promise.all([init, first, last, late]);
	});
});

test('a link that dies while the clocks are compared is the end of the command, not of all patience', async () => {
	const script = 'echo ready; read -r word; exit 255';
	const away = { ...host, local: false, start: () => host.start(['/bin/sh', '-c', script]) };
	const attendant = await attend(away, staging, 'restore', []);
	expect(await attendant.exited).toBe(255);
});
