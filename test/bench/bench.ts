// `npm run bench`: moves the lab's containers alternately with the script of the 2014 article and with lxc-ferry, and
// writes what it measured to docs/benchmark.md. Thresholds are shown, nothing fails by them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../build.mjs';
import { netem } from '../lab/faults-kit.ts';
import { withLock } from '../lab/lock.ts';
import { checkout, hostDirectory } from '../lab/paths.ts';
import { requireMachine } from '../lab/require.ts';
import { up } from '../lab/up.ts';
import { measure, program, type Run } from './measure.ts';
import { makeAnew, putBack, rewriteFiles, stopEverywhere } from './place.ts';
import { report } from './report.ts';
import { type Row, rows } from './rows.ts';
import { type ScreenMemory, screenMemory } from './screen.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const { values } = parseArgs({
	options: {
		pairs: { type: 'string', default: '7' },
		'slow-pairs': { type: 'string', default: '3' },
		'extra-pairs': { type: 'string', default: '7' },
		rows: { type: 'string', default: rows.map(({ id }) => id).join(',') },
		moves: { type: 'string', default: '5' },
		out: { type: 'string', default: join(checkout, 'docs/benchmark.md') },
	},
});

export type Measured = { row: Row; script: Run[]; ferry: Run[] };

const measureRow = async (row: Row): Promise<Measured> => {
	const config = await makeAnew(row.container, row.env);
	const measured: Measured = { row, script: [], ferry: [] };
	// The copy that the target already holds.
	if (row.onTarget === 'old copy') await measure('ferry', row.container);
	await netem('alpha', row.link?.quality);
	const counts = { usual: values.pairs, slow: values['slow-pairs'], extra: values['extra-pairs'] };
	const pairs = Number(counts[row.pairs ?? 'usual']);
	try {
		for (let pair = 1; pair <= pairs; pair++) {
			for (const tool of row.ferryOnly ? (['ferry'] as const) : (['script', 'ferry'] as const)) {
				await putBack(row.container, config, row.onTarget);
				if (row.rewrite !== undefined) rewriteFiles(row.container, row.rewrite);
				const run = await measure(tool, row.container, row.options);
				measured[tool].push(run);
				say(`${row.id} ${pair}/${pairs} ${tool}: ${run.gapMs} ms, ${Math.round(run.totalMs)} ms in all`);
			}
		}
	} finally {
		await netem('alpha');
		// A counter of 1 ms would take its share of the next row.
		await stopEverywhere(row.container);
	}
	return measured;
};

const save = (text: string): void => {
	mkdirSync(join(values.out, '..'), { recursive: true });
	writeFileSync(values.out, text);
};

requireMachine();
const wanted = values.rows.split(',').flatMap((id) => rows.filter((row) => row.id === id));
await withLock(say, () => up(say, []));
await bundle(join(hostDirectory('alpha'), program, '..'));
const results: Measured[] = [];
for (const row of wanted) {
	results.push(await measureRow(row));
	// After each row: what was measured is there even if a later one can't be.
	save(report(results));
}
const screens: ScreenMemory[] = [];
for (let move = 1; move <= Number(values.moves); move++) screens.push(await screenMemory(say));
save(report(results, screens));
console.log(report(results, screens));
