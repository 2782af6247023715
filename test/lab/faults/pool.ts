// Several labs side by side: each takes the next row when it has done one.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { nameOfLab } from '../own-lab.ts';
import type { Seen } from './drive.ts';

type Said = { index?: number; seen?: Seen };

/** Runs the rows with these indexes; resolves when all labs are down again, rejects if one of them broke. */
export async function runRows(
	indexes: readonly number[],
	labs: number,
	onSeen: (index: number, seen: Seen) => void,
): Promise<void> {
	const waiting = [...indexes];
	const runLab = (name: string) =>
		new Promise<void>((resolve, reject) => {
			const worker = fork(join(import.meta.dirname, 'worker.ts'), {
				env: { ...process.env, LXC_FERRY_LAB: name },
			});
			worker.on('message', ({ index, seen }: Said) => {
				if (index !== undefined && seen) onSeen(index, seen);
				worker.send(waiting.shift() ?? 'end');
			});
			worker.on('exit', (code) =>
				code === 0 ? resolve() : reject(new Error(`lab ${name} ended with ${code}`)),
			);
		});
	const names = Array.from({ length: Math.min(labs, indexes.length) }, (_, index) =>
		nameOfLab(`faults${index + 1}`),
	);
	const ended = await Promise.allSettled(names.map(runLab));
	const broken = ended.find((one) => one.status === 'rejected');
	if (broken) throw broken.reason;
}
