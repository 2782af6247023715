// A third of the fault matrix: of each kind of fault those that take little time. All of it: npm run test:faults.
import { availableParallelism } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import type { Seen } from './faults/drive.ts';
import { runRows } from './faults/pool.ts';
import { title } from './faults/row.ts';
import { rows } from './faults/rows.ts';

const indexes = rows.flatMap((row, index) => (row.quick ? [index] : []));
const seen = new Map<number, Seen>();

// All of them first, several at a time: the rows wait for ssh and CRIU more than they work.
beforeAll(async () => {
	await runRows(indexes, Math.max(2, availableParallelism()), (index, one) => seen.set(index, one));
}, 1_200_000);

test('these are a third of all', () => {
	expect(indexes.length).toBeGreaterThanOrEqual(rows.length / 3);
});

test.each(indexes.map((index) => [title(rows[index] as (typeof rows)[number]), index] as const))(
	'%s',
	(_, index) => {
		const { problems, output } = seen.get(index) ?? { problems: ['it was not run'], output: '' };
		expect(problems, output).toEqual([]);
	},
);
