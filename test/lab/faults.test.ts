// A part of the fault matrix that takes little time, in a lab of its own. All of it: npm run test:faults.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownLab } from './own-lab.ts';

ownLab('faults');
const { down } = await import('./down.ts');
const { drive } = await import('./faults/drive.ts');
const { installProgram } = await import('./faults/program.ts');
const { title } = await import('./faults/row.ts');
const { rows } = await import('./faults/rows.ts');
const { withLock } = await import('./lock.ts');
const { up } = await import('./up.ts');

const silent = (): void => undefined;

beforeAll(async () => {
	await withLock(silent, () => up(silent, ['count1']));
	await installProgram();
}, 600_000);
afterAll(() => withLock(silent, down));

/** Programs that are killed and interrupted: what happens to hosts and links is left to the whole matrix. */
const quick = rows.filter((row) => row.quick && /engine killed|Ctrl-C|none/.test(row.fault));

test('there are such rows', () => {
	expect(quick.length).toBeGreaterThan(5);
});

test.each(quick.map((row) => [title(row), row] as const))(
	'%s',
	async (_, row) => {
		const { problems, output } = await drive(row);
		expect(problems, output).toEqual([]);
	},
	300_000,
);
