// The smallest one: a process that counts, to see that a moved container goes on where it was.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basicConfig, type Container, counts, migratable, smallRoot } from './common.ts';

export const count1: Container = {
	name: 'count1',
	ready: counts('count1'),
	async create(directory) {
		await mkdir(directory, { recursive: true });
		await smallRoot(join(directory, 'rootfs'));
		await writeFile(join(directory, 'config'), basicConfig('count1') + migratable);
	},
};
