// One with many files, some of which keep growing.
import { randomFillSync } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { base } from '../paths.ts';
import { basicConfig, type Container, counts, migratable, smallRoot } from './common.ts';

const files = Number(process.env.LXC_FERRY_LAB_FILES ?? 20_000);
const megabytes = Number(process.env.LXC_FERRY_LAB_FILES_MB ?? 1024);
const perDirectory = 200;
const readme = `${files} files, ${megabytes} MB of noise; growing/ is appended to\n`;

/** Whether a directory of an earlier time holds the same files; only growing/ is ever written to. */
function isFilled(data: string): boolean {
	try {
		if (readFileSync(join(data, 'README'), 'utf8') !== readme) return false;
		const size = Math.floor((megabytes * 1024 * 1024) / files);
		for (let index = 0; index < files; index++)
			if (lstatSync(join(data, `${Math.floor(index / perDirectory)}/file-${index}`)).size !== size)
				return false;
		return readdirSync(data).length === Math.ceil(files / perDirectory) + 2;
	} catch {
		return false;
	}
}

/** Noise of its own for each file: rsync -z finds nothing that it could shorten, not from one file to the next either. */
async function fill(data: string): Promise<void> {
	const noise = Buffer.alloc(Math.floor((megabytes * 1024 * 1024) / files));
	for (let index = 0; index < files; index++) {
		const directory = join(data, `${Math.floor(index / perDirectory)}`);
		if (index % perDirectory === 0) {
			mkdirSync(directory, { recursive: true });
			await setImmediate(); // other containers are made meanwhile
		}
		writeFileSync(join(directory, `file-${index}`), randomFillSync(noise));
	}
	writeFileSync(join(data, 'README'), readme);
}

/** A gigabyte takes the disk up to 20 s to write and forget: it outlives the host that it was on. */
const kept = join(base, 'kept-files1');

export async function keepFiles(lxcDirectory: string): Promise<void> {
	if (isFilled(kept)) return;
	// Safe: it is not what this lab's files1 holds, and can be made anew.
	await rm(kept, { recursive: true, force: true });
	await rename(join(lxcDirectory, 'files1/rootfs/data'), kept).catch(() => undefined);
}

export const files1: Container = {
	name: 'files1',
	ready: counts('files1'),
	async create(directory, old) {
		await mkdir(directory, { recursive: true });
		await smallRoot(join(directory, 'rootfs'), { APPEND_DIR: '/data/growing' });
		const data = join(directory, 'rootfs/data');
		const filled = [...old.map((one) => join(one, 'rootfs/data')), kept].find(isFilled);
		if (filled) await rename(filled, data);
		else await fill(data);
		await rm(join(data, 'growing'), { recursive: true, force: true });
		await mkdir(join(data, 'growing'));
		await writeFile(join(directory, 'config'), basicConfig('files1') + migratable);
	},
};
