import { describe, expect, it } from 'vitest';
import { cases } from './cases.ts';
import { seeGolden } from './golden.ts';
import { useFixture } from './open.ts';

const sizes = [
	{ columns: 40, rows: 10 },
	{ columns: 200, rows: 50 },
	{ columns: 80, rows: 24 },
] as const;

describe('each screen of hostile hosts, in each size, resized while it is there', () => {
	const { open } = useFixture();
	for (const { name, ready, steps = [], ...settings } of cases) {
		it(name, async () => {
			const { terminal } = open({ ...settings, scenario: { ...settings.scenario, hostile: true } });
			await terminal.see(ready);
			for (const [press, wanted] of steps) {
				terminal.write(press);
				await terminal.see(wanted);
			}
			await seeGolden(terminal, `${name}-80x24`);
			// And back to where it began: whatever was drawn in between must leave no trace.
			for (const { columns, rows } of sizes) {
				terminal.resize({ columns, rows });
				await seeGolden(terminal, `${name}-${columns}x${rows}`);
			}
			// The screen may look right and the terminal be driven all the same.
			expect(terminal.raw).not.toMatch(/pwned|\u009b|\u0085|\u202e|\u0008/);
		}, 30_000);
	}
});
