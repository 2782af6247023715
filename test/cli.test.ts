import { spawn, spawnSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../build.mjs';
import { openJournal } from '../source/engine/journal.ts';
import { journalPath } from '../source/engine/state-dir.ts';
import { foldAll } from '../source/model/fold.ts';
import { parseEvent } from '../source/model/parse-event.ts';
import { summarize } from '../source/reports/summary.ts';
import { sampleJournal } from './screens/sample-journal.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

let dir: string;
let meta: Metafile;
let env: NodeJS.ProcessEnv;

/** Writes the URL of every module that Node loads to a file. */
const spy = (file: string) =>
	`data:text/javascript,${encodeURIComponent(
		`import { registerHooks } from 'node:module'; import { appendFileSync } from 'node:fs';
		registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(file)}, url + '\\n'); return next(url, context); } });`,
	)}`;

const run = (
	words: string[],
	options: { input?: string; env?: NodeJS.ProcessEnv; nodeOptions?: string[] } = {},
) => {
	const argv = [...(options.nodeOptions ?? []), join(dir, 'dist', 'cli.js'), ...words];
	const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
		encoding: 'utf8',
		input: options.input ?? '',
		env: { ...env, ...options.env },
		timeout: 30_000,
		killSignal: 'SIGKILL',
	});
	return { status, stdout, stderr };
};

/** What is loaded with a file of the bundle: its own static imports and theirs. */
const closure = (output: string, seen = new Set<string>()): Set<string> => {
	if (seen.has(output)) return seen;
	seen.add(output);
	for (const { path, kind, external } of meta.outputs[output]?.imports ?? []) {
		if (kind === 'import-statement' && external !== true) closure(path, seen);
	}
	return seen;
};

const outputOf = (entry: string): string => {
	const found = Object.entries(meta.outputs).find(([, { entryPoint }]) => entryPoint === entry);
	if (found === undefined) throw new Error(`${entry} is in no file of its own`);
	return found[0];
};

const inputsOf = (entry: string): string[] =>
	[...closure(outputOf(entry))].flatMap((output) => Object.keys(meta.outputs[output]?.inputs ?? {}));

const ink = /node_modules\/(react|react-reconciler|ink|yoga-layout|scheduler)\//;

/** Writes a journal as an engine does. */
const record = (id: string, name: Parameters<typeof sampleJournal>[0]) => {
	const path = journalPath(id, env['LXC_FERRY_STATE']);
	openJournal(id, 0, path).close();
	writeFileSync(
		path,
		sampleJournal(name, undefined, id)
			.map((event) => `${JSON.stringify(event)}\n`)
			.join(''),
	);
};

const id = '20261123-031200-web1-aaaa';

beforeAll(async () => {
	dir = mkdtempSync(join(tmpdir(), 'ferry-cli-'));
	env = {
		PATH: process.env['PATH'],
		HOME: dir,
		LANG: 'C.UTF-8',
		LXC_FERRY_STATE: join(dir, 'state'),
		LXC_FERRY_CONFIG: join(dir, 'config'),
	};
	meta = await bundle(join(dir, 'dist'));
	record(id, 'migrated');
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('the bundle is a program', () => {
	const cli = join(dir, 'dist', 'cli.js');
	expect(readFileSync(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
	expect(statSync(cli).mode & 0o111).toBe(0o111);
	expect(readFileSync(join(dir, 'dist', 'licences.txt'), 'utf8')).toContain('\nreact 19');
});

test('Ink is in the bundle, but only screens bring it', () => {
	expect(inputsOf('source/screens/app.tsx').some((input) => ink.test(input))).toBe(true);
	for (const [output, { entryPoint }] of Object.entries(meta.outputs)) {
		if (!entryPoint?.startsWith('source/') || entryPoint.startsWith('source/screens/')) continue;
		const loaded = [...closure(output)].flatMap((file) => Object.keys(meta.outputs[file]?.inputs ?? {}));
		expect(
			loaded.filter((input) => ink.test(input)),
			entryPoint,
		).toEqual([]);
	}
});

test('the entry is one small file', () => {
	expect(closure(outputOf('source/cli.ts')).size).toBe(1);
	expect(inputsOf('source/cli.ts').map((input) => relative(root, join(root, input)))).toEqual([
		'source/cli.ts',
	]);
});

test.each([
	['--version'],
	['--help'],
	['migrate', '--help'],
	['list', '--sorce'],
	['show', 'last'],
	['history', '--json'],
	['attach', 'last'],
	['replay', 'last'],
	['config'],
	['man'],
	[],
])('%s does not load Ink', (...words) => {
	const file = join(dir, `loaded-${words.join('_')}`);
	run(words, { nodeOptions: ['--import', spy(file)] });
	const urls = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
	const loaded = urls.flatMap((url) => {
		const output = Object.keys(meta.outputs).find((path) => url.endsWith(path.replace(/^.*dist\//, '/')));
		return output === undefined ? [] : Object.keys(meta.outputs[output]?.inputs ?? {});
	});
	expect(loaded).toContain('source/cli.ts');
	expect(loaded.filter((input) => ink.test(input))).toEqual([]);
});

test('--version is the version', () => {
	expect(run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
	expect(run(['-v']).stdout).toBe(`${version}\n`);
	expect(run(['list', '--version']).stdout).toBe(`${version}\n`);
});

test('help goes to stdout', () => {
	for (const words of [['--help'], ['-h'], ['migrate', '--help']]) {
		const { status, stdout, stderr } = run(words);
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		expect(stdout).toContain('--source HOST');
	}
});

test('errors say what, why and next on stderr, and leave stdout empty', () => {
	const { status, stdout, stderr } = run(['migrat']);
	expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
	expect(stderr).toMatch(/^There is no command "migrat"\nwhy: {2}/);
	expect(stderr).toContain('Did you mean migrate?');
});

test('with --json an error is a line of JSON on stderr', () => {
	const { status, stdout, stderr } = run(['show', 'nothing', '--json']);
	expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
	expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({
		type: 'error',
		exit: 2,
		what: expect.any(String),
	});
});

test('without a terminal migrate needs --yes, and starts nothing without it', () => {
	for (const more of [[], ['--plain'], ['--json']]) {
		const { status, stdout, stderr } = run(['migrate', 'web1', 'beta', ...more]);
		expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
		expect(stderr).toContain('--yes is missing');
	}
	expect(run(['history', '--json']).stdout.trim().split('\n')).toHaveLength(1);
});

test('without a terminal the screens name the other ways', () => {
	const { status, stderr } = run([]);
	expect(status).toBe(2);
	expect(stderr).toContain('The screens need a terminal');
});

test('attach --json prints the journal; folding it is what show --json says', () => {
	const { status, stdout } = run(['attach', 'last', '--json']);
	expect(status).toBe(0);
	expect(stdout).toBe(readFileSync(journalPath(id, env['LXC_FERRY_STATE']), 'utf8'));
	const events = stdout
		.trim()
		.split('\n')
		.map((line) => parseEvent(line));
	expect(events).not.toContain(undefined);
	const folded = summarize(foldAll(events.filter((event) => event !== undefined)));
	expect(JSON.parse(run(['show', 'last', '--json']).stdout)).toEqual(JSON.parse(JSON.stringify(folded)));
});

test('a journal that is cut and damaged is shown as far as it goes', () => {
	const other = '20261123-041200-web1-bbbb';
	record(other, 'rolled-back');
	const path = journalPath(other, env['LXC_FERRY_STATE']);
	const text = readFileSync(path, 'utf8');
	writeFileSync(path, `garbage\n{"v":99}\n${text.slice(0, text.length / 2)}`);
	const { status, stdout } = run(['show', other]);
	expect(status).toBe(0);
	expect(stdout).toContain('web1');
	expect(run(['history']).stdout).toContain('interrupted');
	writeFileSync(path, 'garbage\n');
	expect(run(['show', other])).toMatchObject({ status: 1, stdout: '' });
	rmSync(path);
	expect(run(['show', other]).stderr).toContain('has no journal to read');
	rmSync(dirname(path), { recursive: true });
});

test('replay prints a journal from anywhere', () => {
	const file = join(dir, 'elsewhere.ndjson');
	writeFileSync(
		file,
		sampleJournal('rolled-back')
			.map((event) => `${JSON.stringify(event)}\n`)
			.join(''),
	);
	const { status, stdout } = run(['replay', file]);
	expect(status).toBe(0);
	expect(stdout).toContain('Failed and rolled back');
});

test('explain reads a log from standard input', () => {
	const { status, stdout } = run(['explain', '-'], { input: 'Error (criu/files.c:1): Can\u001b[2Jnot\n' });
	expect(status).toBe(0);
	expect(stdout).not.toMatch(/\u001b/);
});

test('a broken settings file is reported and kept', () => {
	const broken = join(dir, 'broken');
	const { status } = run(['config'], { env: { LXC_FERRY_CONFIG: broken } });
	expect(status).toBe(0);
	writeFileSync(join(broken, 'config.json'), '{ oops');
	const { status: failed, stderr } = run(['config'], { env: { LXC_FERRY_CONFIG: broken } });
	expect(failed).toBe(1);
	expect(stderr).toContain(join(broken, 'config.json'));
	expect(readFileSync(join(broken, 'config.json'), 'utf8')).toBe('{ oops');
});

test.runIf(process.getuid?.() === 0)('status and list ask each host once, and all at the same time', () => {
	const bin = join(dir, 'bin');
	const log = join(dir, 'ssh.log');
	mkdirSync(bin, { recursive: true });
	// Stands for ssh: what would be run there is run here.
	writeFileSync(
		join(bin, 'ssh'),
		`#!/bin/sh\necho called >>${log}\nfor last; do :; done\nexec sh -c "$last"\n`,
	);
	chmodSync(join(bin, 'ssh'), 0o755);
	const asked = (words: string[]) => {
		writeFileSync(log, '');
		const { status, stdout, stderr } = run(words, { env: { PATH: `${bin}:${env['PATH']}` } });
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		return { lines: stdout.trim().split('\n'), calls: readFileSync(log, 'utf8').trim().split('\n').length };
	};
	const { lines, calls } = asked(['status', 'beta', 'gamma', '--json']);
	expect(calls).toBe(2);
	expect(lines.map((line) => JSON.parse(line).host)).toEqual(['beta', 'gamma']);
	expect(asked(['list', 'beta', 'gamma']).calls).toBe(2);
});

test('a reader that stops reading ends the program without a word', async () => {
	const child = spawn(process.execPath, [join(dir, 'dist', 'cli.js'), 'man'], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	child.stdout.destroy();
	let said = '';
	child.stderr.on('data', (data) => {
		said += data;
	});
	const status = await new Promise((resolve) => child.on('close', resolve));
	expect({ status, said }).toEqual({ status: 0, said: '' });
});

test('colour only on a terminal, and never against NO_COLOR', () => {
	expect(run(['show', 'last']).stdout).not.toMatch(/\u001b/);
	expect(run(['show', 'last'], { env: { FORCE_COLOR: '1' } }).stdout).toMatch(/\u001b\[/);
	expect(run(['show', 'last', '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toMatch(/\u001b/);
});
