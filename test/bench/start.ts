import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../build.mjs';

/*
How long the program takes to start, against an empty Node. Runs take turns, so that a busy machine slows all alike.
Exit status 1 if `--version` takes more than 1.6 times what `node -e 0` takes. Run: node test/bench/start.ts
*/

const rounds = Number(process.argv[2] ?? 31);
const most = 1.6;

const dir = mkdtempSync(join(tmpdir(), 'ferry-bench-'));
await bundle(join(dir, 'dist'));
const cli = join(dir, 'dist', 'cli.js');
const env = {
	PATH: process.env['PATH'],
	HOME: dir,
	LXC_FERRY_STATE: join(dir, 'state'),
	LXC_FERRY_CONFIG: join(dir, 'config'),
};

const runs = [
	{ name: 'node -e 0', argv: ['-e', '0'] },
	{ name: '--version', argv: [cli, '--version'] },
	{ name: '--help', argv: [cli, '--help'] },
	{ name: 'history', argv: [cli, 'history'] },
	{ name: 'config', argv: [cli, 'config'] },
	{ name: 'status', argv: [cli, 'status'] },
].map((run) => ({ ...run, ms: [] as number[] }));

for (let round = 0; round < rounds; round++) {
	for (const run of runs) {
		const before = process.hrtime.bigint();
		spawnSync(process.execPath, run.argv, { env, stdio: 'ignore' });
		run.ms.push(Number(process.hrtime.bigint() - before) / 1e6);
	}
}
rmSync(dir, { recursive: true });

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const base = median(runs[0]?.ms ?? []);
for (const { name, ms } of runs) {
	const middle = median(ms);
	console.log(`${name.padEnd(10)} ${middle.toFixed(1).padStart(7)} ms  ${(middle / base).toFixed(2)} x`);
}
process.exitCode = median(runs[1]?.ms ?? []) > base * most ? 1 : 0;
