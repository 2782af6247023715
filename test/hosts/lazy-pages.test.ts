// lazy.pl and its dialogue, with a shell script in the place of CRIU's daemon. That pages are held back when the daemon
// ends too early takes the real one: test/e2e/post-copy.test.ts.
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connect } from '../../source/hosts/connect.ts';
import type { Host } from '../../source/hosts/host.ts';
import { freeLoopbackPort, startLazyPages } from '../../source/hosts/lazy-pages.ts';
import { lazyPagesScript } from '../../source/hosts/lazy-pages-script.ts';
import { lackForPostCopy } from '../../source/hosts/post-copy-needs.ts';

const here = await connect('localhost');
let staging: string;

beforeEach(() => {
	staging = mkdtempSync(join(tmpdir(), 'lxc-ferry-lazy-'));
	mkdirSync(join(staging, 'image'));
	mkdirSync(join(staging, 'bin'));
	writeFileSync(join(staging, 'lazy.pl'), lazyPagesScript);
});

afterEach(() => rmSync(staging, { recursive: true, force: true }));

const program = (name: string, text: string) => {
	writeFileSync(join(staging, 'bin', name), `#!/bin/sh\n${text}\n`);
	chmodSync(join(staging, 'bin', name), 0o700);
};

/** This machine, where the programs of `bin` are found first. */
const host = (): Host => ({
	...here,
	run: (argv, options) => here.run(['env', `PATH=${staging}/bin:/usr/bin:/bin`, ...argv], options),
	start: (argv) => here.start(['env', `PATH=${staging}/bin:/usr/bin:/bin`, ...argv]),
});

/** CRIU's daemon: says that it listens on the descriptor after --status-fd, and goes on as `text` says. */
const daemon = (text: string) =>
	program(
		'criu',
		`echo "$*" >${staging}/argv
while [ $# -gt 0 ]; do [ "$1" != --status-fd ] || fd=$2; shift; done
eval "printf x >&$fd"
${text}`,
	);

const start = (port = 7, onBytes: (bytes: number) => void = () => {}) =>
	startLazyPages(host(), staging, port, onBytes);

/** The process that runs lazy.pl of this test: it names its directory. */
const pid = (): string | undefined =>
	readdirSync('/proc').find((name) => {
		try {
			return readFileSync(`/proc/${name}/cmdline`, 'utf8').startsWith(`perl\0${staging}/lazy.pl`);
		} catch {
			return false;
		}
	});

const works = (): boolean => pid() !== undefined;

/** Where it reads from: the null device once it has seen the end of the engine. */
const standardInput = (): string => readlinkSync(`/proc/${pid()}/fd/0`);

test('a daemon that ends well leaves word that all memory is there', async () => {
	daemon(`read -r word <${staging}/go`);
	await here.run(['mkfifo', join(staging, 'go')]);
	const pages = await start(4711);
	expect(existsSync(join(staging, 'argv'))).toBe(false);
	await pages.begin();
	expect(existsSync(join(staging, 'memory-whole'))).toBe(false);
	writeFileSync(join(staging, 'go'), 'on\n');
	expect(await pages.exited).toBe(0);
	expect(existsSync(join(staging, 'memory-whole'))).toBe(true);
	await vi.waitFor(() => expect(works()).toBe(false));
});

test('behind a daemon that failed its pages are held until its directory goes', async () => {
	daemon('exit 3');
	const pages = await start();
	await pages.begin();
	expect(await pages.exited).toBe(3);
	expect(existsSync(join(staging, 'memory-whole'))).toBe(false);
	pages.leave();
	await vi.waitFor(() => expect(standardInput()).toBe('/dev/null'));
	rmSync(staging, { recursive: true });
	await vi.waitFor(() => expect(works()).toBe(false), { timeout: 5000 });
});

test('a daemon that is killed is no success', async () => {
	daemon('kill -KILL $$');
	const pages = await start();
	await pages.begin();
	expect(await pages.exited).toBe(128 + 9);
	pages.leave();
});

test('a daemon that does not start is told', async () => {
	program('criu', 'exit 1');
	const pages = await start();
	await expect(pages.begin()).rejects.toThrow('ended with status 1');
	pages.leave();
});

test('one that has not begun ends when it is left', async () => {
	const pages = await start();
	expect(works()).toBe(true);
	pages.leave();
	await vi.waitFor(() => expect(works()).toBe(false));
});

test('one that is left at work goes on', async () => {
	daemon(`while [ -d ${staging}/image ]; do sleep 0.05; done`);
	const pages = await start();
	await pages.begin();
	pages.leave();
	await vi.waitFor(() => expect(standardInput()).toBe('/dev/null'));
	expect(existsSync(join(staging, 'memory-whole'))).toBe(false);
	rmSync(join(staging, 'image'), { recursive: true });
	await vi.waitFor(() => expect(existsSync(join(staging, 'memory-whole'))).toBe(true));
});

test('what has arrived is told from the connection itself', async () => {
	const sent = 300_000;
	const server = createServer((socket) => socket.write(Buffer.alloc(sent))).listen(0, '127.0.0.1');
	await vi.waitFor(() => expect(server.listening).toBe(true));
	const { port } = server.address() as AddressInfo;
	daemon(`exec perl -MSocket -e '
socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(${port}, INADDR_LOOPBACK)) or die $!;
my $n = 0; while ($n < ${sent}) { my $r = sysread($s, my $b, 65536) or die; $n += $r }
sleep 1 while -d "${staging}/bin"'`);
	const told: number[] = [];
	const pages = await start(port, (bytes) => told.push(bytes));
	await pages.begin();
	await vi.waitFor(() => expect(told.at(-1)).toBe(sent), { timeout: 5000 });
	rmSync(join(staging, 'bin'), { recursive: true });
	expect(await pages.exited).toBe(0);
	server.close();
});

test('a port that is given is free', async () => {
	const port = await freeLoopbackPort(here);
	const server = createServer().listen(port, '127.0.0.1');
	await vi.waitFor(() => expect(server.listening).toBe(true));
	server.close();
});

test('what is missing is named', async () => {
	program('criu', '[ "$*" = "check --feature uffd-noncoop" ]');
	const { target } = await lackForPostCopy(host(), host());
	expect(target).toEqual([]);
	program('criu', 'exit 1');
	const lack = await lackForPostCopy(host(), host());
	expect(lack.target).toEqual([expect.stringContaining('uffd-noncoop')]);
});
