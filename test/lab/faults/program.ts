// The program under test inside host alpha: built from this checkout, started, held at an event, waited for.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { execa } from 'execa';
import { bundle } from '../../../build.mjs';
import { labCommand } from '../exec.ts';
import { checkout, type HostName, hostDirectory } from '../paths.ts';
import { initOf, processesInside } from '../processes.ts';

/** /var of a host is a plain directory that both sides see. */
const lab = (host: HostName): string => join(hostDirectory(host), 'var/lab');
const node = '/opt/lxc-ferry/node_modules/node/bin/node';
const cli = '/var/lab/dist/cli.js';

/** Builds the program and puts it into the hosts that start migrations: nobody else's build comes in between. */
export async function installProgram(): Promise<void> {
	const built = join(lab('alpha'), 'dist');
	await bundle(built, checkout);
	await rm(join(lab('beta'), 'dist'), { recursive: true, force: true });
	await cp(built, join(lab('beta'), 'dist'), { recursive: true });
}

/** The command line of lxc-ferry inside a host. */
export const ferry = (...words: string[]): string[] => [node, cli, ...words];

/** Polls until `look` gives something; rejects with `what` after `ms`. */
export async function until<Value>(
	what: string,
	look: () => Value | undefined | false | Promise<Value | undefined | false>,
	ms = 60_000,
): Promise<Value> {
	for (const end = Date.now() + ms; ; await sleep(10)) {
		const value = await look();
		if (value !== undefined && value !== false) return value;
		if (Date.now() > end) throw new Error(`waited ${ms / 1000} s for ${what}`);
	}
}

let programs = 0;

export type Ended = { exit: number; output: string; ms: number };
export type Program = {
	host: HostName;
	/** resolves when it has ended by itself or by a fault */
	ended: Promise<Ended>;
	output: () => string;
	/** resolves when the engine stands still at the wanted line */
	held: () => Promise<void>;
	letGo: () => Promise<void>;
	type: (keys: string) => void;
	/** closes its terminal */
	hangUp: () => void;
	signal: (signal: NodeJS.Signals) => void;
};

type Running = { exit: Promise<number>; type: (keys: string) => void; hangUp: () => void };

function piped([file = '', ...args]: string[], hear: (text: string) => void): Running {
	const child = execa(file, args, { stdin: 'ignore', all: true, reject: false, buffer: false });
	child.all.setEncoding('utf8').on('data', hear);
	return {
		exit: child.then((result) => result.exitCode ?? -1),
		type: () => undefined,
		hangUp: () => undefined,
	};
}

function inTerminal([file = '', ...args]: string[], hear: (text: string) => void): Running {
	const pty = spawn(file, args, { cols: 100, rows: 30, name: 'xterm-256color' });
	pty.onData(hear);
	return {
		exit: new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode))),
		type: (keys) => pty.write(keys),
		hangUp: () => pty.kill('SIGHUP'),
	};
}

export type StartOptions = {
	at?: readonly string[];
	/** Limits of half a minute and more are shortened: rows about something that hangs. */
	limitsDividedBy?: number;
	/** In a terminal of its own, with the screens; without one it reports line by line. */
	terminal?: boolean;
};

/** Starts lxc-ferry on a host; its engine will stand still when a line of its journal holds all of `at`. */
export async function start(
	host: HostName,
	words: readonly string[],
	{ at = [], limitsDividedBy = 1, terminal = false }: StartOptions = {},
): Promise<Program> {
	const name = `hold-${++programs}`;
	const dir = join(lab(host), name);
	await rm(dir, { recursive: true, force: true });
	await mkdir(dir, { recursive: true });
	await cp(join(import.meta.dirname, 'hold.mjs'), join(lab(host), 'hold.mjs'));
	const env = {
		NODE_OPTIONS: '--import /var/lab/hold.mjs',
		...(at.length === 0 ? {} : { LAB_HOLD_AT: JSON.stringify(at), LAB_HOLD_DIR: `/var/lab/${name}` }),
		...(limitsDividedBy === 1 ? {} : { LAB_LIMITS_DIVIDED_BY: String(limitsDividedBy) }),
		...(terminal ? { TERM: 'xterm-256color' } : {}),
	};
	const command = labCommand(host, ferry(...words), env);
	const began = Date.now();
	let output = '';
	let over = false;
	const { exit, type, hangUp } = (terminal ? inTerminal : piped)(command, (text) => {
		output += text;
	});
	const ended = exit.then((code) => {
		over = true;
		return { exit: code, output, ms: Date.now() - began };
	});
	return {
		host,
		ended,
		output: () => output,
		type,
		hangUp,
		async held() {
			await until(`the engine to write ${at.join(' ')}`, () => existsSync(join(dir, 'held')) || over, 60_000);
			if (!existsSync(join(dir, 'held'))) throw new Error(`it ended before ${at.join(' ')}:\n${output}`);
		},
		letGo: () => writeFile(join(dir, 'go'), ''),
		signal(signal) {
			for (const { pid, argv } of processesInside(host))
				if (argv[1] === cli && argv[2] === words[0]) process.kill(pid, signal);
		},
	};
}

/** Runs lxc-ferry to its end. */
export async function runProgram(host: HostName, words: readonly string[]): Promise<Ended> {
	return finished(await start(host, words));
}

/** Waits for the end of the program; one that hangs is a failure that shows what it said last. */
export async function finished(program: Program, ms = 150_000): Promise<Ended> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			program.signal('SIGKILL');
			reject(new Error(`still at work after ${ms / 1000} s:\n${program.output()}`));
		}, ms);
	});
	return Promise.race([program.ended, late]).finally(() => clearTimeout(timer));
}

/** Pids (of this machine) of the engines on a host. */
export const engines = (host: HostName): number[] =>
	processesInside(host)
		.filter(({ argv }) => argv.includes('__engine'))
		.map(({ pid }) => pid);

/** Seen as the host sees it, mounts and all. */
const migrations = (host: HostName): string => `/proc/${initOf(host)}/root/var/lib/lxc-ferry/migrations`;

/** Ids of the migrations that a host has recorded, oldest first. */
export const recordedIds = (host: HostName): string[] =>
	existsSync(migrations(host)) ? readdirSync(migrations(host)).toSorted() : [];

/** The lines of a journal, for messages and for what a row knows of it. */
export const journalOf = (host: HostName, id: string): Record<string, unknown>[] => {
	const path = join(migrations(host), id, 'journal.ndjson');
	if (!existsSync(path)) return [];
	return readFileSync(path, 'utf8')
		.split('\n')
		.flatMap((line) => {
			try {
				return [JSON.parse(line) as Record<string, unknown>];
			} catch {
				return [];
			}
		});
};
