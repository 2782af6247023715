// How much memory the program takes with its screen: one migration in a terminal, engine and screen together.
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { labCommand } from '../lab/exec.ts';
import { node, program } from './measure.ts';
import { makeAnew } from './place.ts';
import { type Sampled, startSampler } from './sampler.ts';

const screenMs = 12_000;

export const screenMemory = async (say: (line: string) => void): Promise<Sampled> => {
	await makeAnew('count1', {});
	const [file = '', ...args] = labCommand('alpha', [node, program, 'migrate', 'count1', 'beta', '--yes'], {
		TERM: 'xterm-256color',
	});
	const screen = spawn(file, args, { cols: 100, rows: 40 });
	const ended = new Promise<void>((resolve) => screen.onExit(() => resolve()));
	screen.onData(() => {});
	const stop = startSampler(program);
	await sleep(screenMs);
	const sampled = stop();
	screen.write('q');
	await Promise.race([ended, sleep(3000)]);
	screen.kill();
	say(`engine and screen: ${Math.round(sampled.rss / 1e6)} MB`);
	return sampled;
};
