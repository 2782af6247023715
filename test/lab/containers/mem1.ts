// One with memory that does not compress and of which a part keeps changing.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basicConfig, type Container, counts, migratable, smallRoot } from './common.ts';

/** Pages written per 10 ms: 100 make 40 MB/s. */
const defaults = { MEM_MB: 400, DIRTY_PAGES: 100 };

export const mem1: Container = {
	name: 'mem1',
	ready: counts('mem1'),
	async create(directory) {
		await mkdir(directory, { recursive: true });
		await smallRoot(join(directory, 'rootfs'), {
			MEM_MB: process.env.LXC_FERRY_LAB_MEM_MB ?? defaults.MEM_MB,
			DIRTY_PAGES: process.env.LXC_FERRY_LAB_DIRTY_PAGES ?? defaults.DIRTY_PAGES,
		});
		await writeFile(join(directory, 'config'), basicConfig('mem1') + migratable);
	},
};
