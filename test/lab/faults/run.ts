// npm run test:faults [-- PATTERN] [--labs N]: the fault matrix. Each of N labs (2 unless told) takes the
// next row when it has done one. A full run writes docs/fault-matrix.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../paths.ts';
import { requireMachine } from '../require.ts';
import type { Seen } from './drive.ts';
import { runRows } from './pool.ts';
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

await runRows(wanted, Number(values.labs), (index, seen) => {
	results.set(index, seen);
	show(index, seen);
});

const failed = [...results.values()].filter(({ problems }) => problems.length > 0).length;
console.log(`${results.size - failed} of ${wanted.length} rows as expected`);
if (failed === 0 && results.size === rows.length)
	writeFileSync(join(checkout, 'docs/fault-matrix.md'), table(results));
process.exitCode = failed === 0 ? 0 : 1;
