// Watches a counter from the client: one connection, every line with its time. `startProbe` is for tests;
// run inside the client's namespace this file is the program that looks.
import { appendFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { execa } from 'execa';
import { labCommand } from './exec.ts';

export type ProbeResult = {
	/** between two lines, or since the last one when the probe was stopped */
	longestGapMs: number;
	/** when the longest gap began, in milliseconds since the epoch */
	longestGapFrom: number;
	lines: number;
	first: number;
	last: number;
	/** how often the count was lower than the one before */
	backwards: number;
	/** connections after the first one; 0 means that it is still the same */
	reconnects: number;
};

export type Probe = {
	/** the last count seen so far */
	last: () => number | undefined;
	stop: () => Promise<ProbeResult>;
};

export type ProbeOptions = {
	/** a file for `TIME COUNT` of each line, in ms since the start */
	log?: string;
	/** tells only the first line and the result: a counter of 1 ms costs its looker less then */
	quiet?: boolean;
	/** the command that runs the probe, if not the one of the namespace lab's client */
	command?: readonly string[];
};

const node = '/opt/lxc-ferry/node_modules/node/bin/node';

/** Connects to `address` (10.0.3.102 or 10.0.3.102:7000) from the client; resolves when the first line has come. */
export async function startProbe(address: string, options: ProbeOptions = {}): Promise<Probe> {
	const argv = [node, '/opt/lxc-ferry/test/lab/probe.ts', address, ...(options.quiet ? ['quiet'] : [])];
	const [file = '', ...args] = options.command ?? labCommand('client', argv);
	const child = execa(file, args, {
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'inherit',
		buffer: false,
		reject: false,
	});
	let last: number | undefined;
	let result: ProbeResult | undefined;
	let rest = '';
	const started = new Promise<void>((resolve, reject) => {
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				if (line.startsWith('{')) result = JSON.parse(line) as ProbeResult;
				else {
					last = Number(line.split(' ')[1]);
					if (options.log) appendFileSync(options.log, `${line}\n`);
					resolve();
				}
			}
		});
		void child.then(() => reject(new Error(`the probe of ${address} ended before it saw a line`)));
	});
	await started;
	return {
		last: () => last,
		async stop() {
			child.stdin.end();
			await child;
			if (!result) throw new Error(`the probe of ${address} ended without a result`);
			return result;
		},
	};
}

function watch(host: string, port: number, quiet: boolean): void {
	const start = performance.now();
	const seen = {
		lines: 0,
		first: 0,
		last: 0,
		backwards: 0,
		reconnects: -1,
		longestGapMs: 0,
		longestGapFrom: 0,
	};
	let lastAt = start;
	let rest = '';
	let socket: Socket;

	const gap = (at: number): void => {
		if (at - lastAt <= seen.longestGapMs) return;
		seen.longestGapMs = Math.round(at - lastAt);
		seen.longestGapFrom = Math.round(performance.timeOrigin + lastAt);
	};
	const open = (): void => {
		seen.reconnects++;
		rest = '';
		socket = connect({ host, port });
		socket.setNoDelay(true).setEncoding('utf8');
		socket.on('error', () => undefined);
		socket.on('close', () => setTimeout(open, 20));
		socket.on('data', (text) => {
			const at = performance.now();
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				const count = Number(line);
				if (seen.lines++ === 0) seen.first = count;
				else gap(at);
				if (count < seen.last) seen.backwards++;
				seen.last = count;
				lastAt = at;
				if (!quiet || seen.lines === 1) process.stdout.write(`${(at - start).toFixed(1)} ${count}\n`);
			}
		});
	};
	open();
	process.stdin.resume().on('end', () => {
		gap(performance.now());
		process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit(0));
	});
}

if (import.meta.main) {
	const [host = '', port = '7000'] = (process.argv[2] ?? '').split(':');
	watch(host, Number(port), process.argv[3] === 'quiet');
}
