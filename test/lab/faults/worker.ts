// Runs rows in a lab of its own (LXC_FERRY_LAB), one after another, as its parent asks for them.
import { down } from '../down.ts';
import { withLock } from '../lock.ts';
import { up } from '../up.ts';
import { drive } from './drive.ts';
import { installProgram } from './program.ts';
import { rows } from './rows.ts';

const silent = (): void => undefined;
await withLock(silent, () => up(silent, ['count1']));
await installProgram();
process.on('message', async (index: number | 'end') => {
	if (index === 'end') {
		await withLock(silent, down);
		process.exit(0);
	}
	const row = rows[index];
	if (row) process.send?.({ index, seen: await drive(row) });
});
process.send?.({});
// Nobody is left to tell: the lab goes down all the same.
process.on('disconnect', async () => {
	await withLock(silent, down);
	process.exit(1);
});
