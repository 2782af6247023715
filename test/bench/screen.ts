// How much memory the program takes with its screen: one migration in a terminal, engine and screen together.
import { spawn as spawnProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { labCommand } from '../lab/exec.ts';
import { node, program } from './measure.ts';
import { makeAnew } from './place.ts';
import { residentBytes, type Sampled, startSampler } from './sampler.ts';

const screenMs = 12_000;

/** What Node takes that runs nothing: no program of two processes can take less than twice of it. */
const emptyNode = async (): Promise<number> => {
	const child = spawnProcess(
		process.execPath,
		['-e', 'process.stdout.write("x"); setInterval(() => {}, 1e9)'],
		{
			stdio: ['ignore', 'pipe', 'ignore'],
		},
	);
	await once(child.stdout, 'data');
	const bytes = residentBytes(child.pid ?? 0);
	child.kill();
	return bytes;
};

export type ScreenMemory = Sampled & { emptyNode: number };

export const screenMemory = async (say: (line: string) => void): Promise<ScreenMemory> => {
	await makeAnew('count1', {});
	const [file = '', ...args] = labCommand('alpha', [node, program, 'migrate', 'count1', 'beta', '--yes'], {
		TERM: 'xterm-256color',
	});
	const screen = spawn(file, args, { cols: 100, rows: 40 });
	const ended = new Promise<void>((resolve) => screen.onExit(() => resolve()));
	screen.onData(() => {});
	const stop = startSampler(program, { withPss: true });
	await sleep(screenMs);
	const sampled = stop();
	screen.write('q');
	await Promise.race([ended, sleep(3000)]);
	screen.kill();
	const all = { ...sampled, emptyNode: await emptyNode() };
	const megabytes = (bytes: number) => Math.round(bytes / 1e6);
	say(
		`engine and screen: ${megabytes(all.rss)} MB, shared once ${megabytes(all.once)} MB, at one moment ${megabytes(all.together)} MB, proportional ${megabytes(all.pss)} MB; an empty Node ${megabytes(all.emptyNode)} MB`,
	);
	return all;
};
