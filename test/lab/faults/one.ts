// Runs the rows whose title holds a word, one after another, and shows everything: for work on a row.
import { withLock } from '../lock.ts';
import { up } from '../up.ts';
import { drive } from './drive.ts';
import { installProgram } from './program.ts';
import { title } from './row.ts';
import { rows } from './rows.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
await withLock(say, () => up(say, ['count1']));
await installProgram();
const [pattern = '', ...rest] = process.argv.slice(2);
for (const row of rows.filter((row) => new RegExp(pattern).test(title(row)))) {
	const { output, ...seen } = await drive(row);
	console.log(
		`${seen.problems.length === 0 ? 'ok  ' : 'FAIL'} ${title(row)}  ${seen.seconds.toFixed(1)} s  exit ${seen.exit} ${seen.outcome}, runs on ${seen.runs}, ${seen.connection}, ${seen.count}, ${seen.commands.join(', ')}`,
	);
	for (const problem of seen.problems) console.log(`     ${problem}`);
	if (seen.problems.length > 0 && !rest.includes('-q'))
		console.log(
			output
				.split('\n')
				.slice(-40)
				.map((line) => `       | ${line.slice(0, 250)}`)
				.join('\n'),
		);
}
process.exit(0);
