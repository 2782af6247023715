// Puts a container back on alpha between two migrations, without making it anew: the target keeps its old copy,
// or has nothing, as the row wants it.
import { randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { copyTrace } from '../../source/hosts/name-script.ts';
import { containers } from '../lab/containers/index.ts';
import { labExec } from '../lab/exec.ts';
import { type ContainerName, checkout, type HostName, lxcPath } from '../lab/paths.ts';

/** A container as new, with settings that count when it is made. */
export const makeAnew = async (name: ContainerName, env: Record<string, string>): Promise<string> => {
	await execa(process.execPath, [join(checkout, 'test/lab/cli.ts'), 'reset', name], { env });
	return readFile(join(lxcPath('alpha'), name, 'config'), 'utf8');
};

const end = (host: HostName, name: string) =>
	labExec(host, ['sh', '-c', 'lxc-stop -k -n "$1" 2>/dev/null; rm -rf /tmp/checkpoint', 'end', name], {
		reject: false,
	});

/** As test/lab/containers/files1.ts lays them out. */
const filesPerDirectory = 200;

export type OldCopy = 'old copy' | 'nothing';

export const stopEverywhere = async (name: ContainerName): Promise<void> => {
	await Promise.all((['alpha', 'beta'] as const).map((host) => end(host, name)));
};

/** Runs on alpha again, from its own files there. */
export const putBack = async (name: ContainerName, config: string, onTarget: OldCopy): Promise<void> => {
	await stopEverywhere(name);
	const copy = join(lxcPath('beta'), name);
	await rm(onTarget === 'nothing' ? copy : join(copy, 'config'), { recursive: true, force: true });
	// The trace of a try before: without it nobody knows whose files those are.
	if (onTarget === 'old copy') await writeFile(join(copy, copyTrace), '');
	await writeFile(join(lxcPath('alpha'), name, 'config'), config);
	await labExec('alpha', ['lxc-start', '-n', name, '-d'], { timeout: 30_000 });
	for (let attempt = 0; attempt < 300; attempt++) {
		const { failed } = await labExec('alpha', containers[name].ready, { reject: false, timeout: 10_000 });
		if (!failed) return;
		await sleep(50);
	}
	throw new Error(`${name} does not do its work again`);
};

/** Other content and another time for some of the files of files1, on alpha. */
export const rewriteFiles = (name: ContainerName, count: number): void => {
	const data = join(lxcPath('alpha'), name, 'rootfs/data');
	for (let index = 0; index < count; index++) {
		const path = join(data, `${Math.floor(index / filesPerDirectory)}/file-${index}`);
		const { size } = statSync(path);
		writeFileSync(path, randomBytes(size));
	}
};
