// npm run test:faults [-- PATTERN] [--labs N]: the fault matrix. Each of N labs (2 unless told) takes the
// next row when it has done one. A full run writes docs/fault-matrix.md.
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameOfLab } from '../own-lab.ts';
import { checkout } from '../paths.ts';
import { requireMachine } from '../require.ts';
import type { Seen } from './drive.ts';
import { table } from './report.ts';
import { title } from './row.ts';
import { rows } from './rows.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { labs: { type: 'string', default: '2' } },
});
const [pattern = ''] = positionals;
requireMachine();

const wanted = rows.flatMap((row, index) => (new RegExp(pattern).test(title(row)) ? [index] : []));
const waiting = [...wanted];
const results = new Map<number, Seen>();

function show(index: number, { problems, output, ...seen }: Seen): void {
	const row = rows[index];
	if (!row) return;
	const good = problems.length === 0;
	const facts = [
		`exit ${seen.exit}`,
		seen.outcome,
		`runs on ${seen.runs}`,
		seen.connection,
		seen.count,
		...seen.commands,
	];
	const number = `${results.size}/${wanted.length}`;
	console.log(
		`${number.padEnd(8)}${good ? 'ok  ' : 'FAIL'} ${title(row)}  ${seen.seconds.toFixed(1)} s  ${facts.join(', ')}`,
	);
	for (const problem of problems) console.log(`             ${problem}`);
	if (!good)
		console.log(
			output
				.trimEnd()
				.split('\n')
				.slice(-30)
				.map((line) => `             | ${line.slice(0, 200)}`)
				.join('\n'),
		);
}

const labs = Array.from({ length: Math.min(Number(values.labs), wanted.length) }, (_, index) =>
	nameOfLab(`faults${index + 1}`),
);
await Promise.all(
	labs.map(
		(lab) =>
			new Promise<void>((resolve, reject) => {
				const worker = fork(join(import.meta.dirname, 'worker.ts'), {
					env: { ...process.env, LXC_FERRY_LAB: lab },
				});
				worker.on('message', ({ index, seen }: { index?: number; seen?: Seen }) => {
					if (index !== undefined && seen) {
						results.set(index, seen);
						show(index, seen);
					}
					worker.send(waiting.shift() ?? 'end');
				});
				worker.on('exit', (code) =>
					code === 0 ? resolve() : reject(new Error(`lab ${lab} ended with ${code}`)),
				);
			}),
	),
);

const failed = [...results.values()].filter(({ problems }) => problems.length > 0).length;
console.log(`${results.size - failed} of ${wanted.length} rows as expected`);
if (failed === 0 && results.size === rows.length)
	writeFileSync(join(checkout, 'docs/fault-matrix.md'), table(results));
process.exitCode = failed === 0 ? 0 : 1;
