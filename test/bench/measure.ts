// One migration, measured from outside.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { foldAll, type MigrationView } from '../../source/model/fold.ts';
import { parseEvent } from '../../source/model/parse-event.ts';
import { labExec } from '../lab/exec.ts';
import { type ContainerName, containerAddresses } from '../lab/paths.ts';
import { startProbe } from '../lab/probe.ts';
import { initOf } from '../lab/processes.ts';
import { frozenMs, restoreMs } from './criu-stats.ts';
import { type Sampled, startSampler } from './sampler.ts';

/** A bundle of the benchmark's own: whoever builds meanwhile does not change what is measured. */
export const program = '/var/opt/lxc-ferry-bench/cli.js';
export const node = '/opt/lxc-ferry/node_modules/node/bin/node';

export const fileOn = (host: 'alpha' | 'beta', path: string): string => `/proc/${initOf(host)}/root${path}`;

/** Bytes that crossed the wire between the hosts so far, in both directions. */
const wire = (): number => {
	const line = /eth0:(.*)/.exec(readFileSync(`/proc/${initOf('alpha')}/net/dev`, 'utf8'))?.[1] ?? '';
	const fields = line.trim().split(/\s+/).map(Number);
	return (fields[0] ?? 0) + (fields[8] ?? 0);
};

const lastJournal = (): MigrationView => {
	const migrations = fileOn('alpha', '/var/lib/lxc-ferry/migrations');
	const last = readdirSync(migrations).toSorted().at(-1) ?? '';
	const lines = readFileSync(join(migrations, last, 'journal.ndjson'), 'utf8').split('\n');
	return foldAll(lines.flatMap((line) => parseEvent(line) ?? []));
};

export type Run = Sampled & {
	/** The longest silence that the client heard. */
	gapMs: number;
	/** When it began, in milliseconds since the epoch: client and hosts share the clock. */
	gapFrom: number;
	totalMs: number;
	wireBytes: number;
	/** CRIU's frozen and restore times, of the script alone: ours is held at gates. */
	criuMs?: { frozen: number; restore: number };
	view?: MigrationView;
};

export const commands = {
	script: (name: string, _options?: readonly string[]) => [
		'sh',
		'/opt/lxc-ferry/test/lab/seed-migrate.sh',
		name,
		'beta',
	],
	ferry: (name: string, options: readonly string[] = []) => [
		...[node, program, 'migrate', name, 'beta', '--plain', '--yes'],
		...options,
	],
};

export type Tool = keyof typeof commands;

/** Moves the container from alpha to beta while the client listens to it. */
export const measure = async (
	tool: Tool,
	name: ContainerName,
	options: readonly string[] = [],
): Promise<Run> => {
	const probe = await startProbe(containerAddresses[name], { quiet: true });
	await sleep(200);
	const stopSampler = startSampler(program);
	const before = wire();
	const began = performance.now();
	const { exitCode, stdout, stderr } = await labExec('alpha', commands[tool](name, options), {
		reject: false,
	});
	const totalMs = performance.now() - began;
	const wireBytes = wire() - before;
	const sampled = stopSampler();
	await sleep(300);
	const { longestGapMs, longestGapFrom, backwards, reconnects } = await probe.stop();
	if (exitCode !== 0) throw new Error(`${tool} ${name} ended with ${exitCode}\n${stdout}\n${stderr}`);
	if (backwards + reconnects > 0) throw new Error(`${tool} ${name}: the client's connection did not survive`);
	const run = { ...sampled, gapMs: longestGapMs, gapFrom: longestGapFrom, totalMs, wireBytes };
	if (tool === 'ferry') return { ...run, view: lastJournal() };
	const stats = (file: string) => readFileSync(fileOn('beta', `/tmp/checkpoint/${file}`));
	const criuMs = { frozen: frozenMs(stats('stats-dump')), restore: restoreMs(stats('stats-restore')) };
	return { ...run, criuMs };
};
