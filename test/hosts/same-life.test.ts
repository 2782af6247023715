import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runHere } from '../../source/hosts/command.ts';
import type { Host } from '../../source/hosts/host.ts';
import { isAnotherLife, noteLife } from '../../source/hosts/same-life.ts';
import { UnreachableError } from '../../source/model/error.ts';

const place = { name: 'web1', lxcPath: '/var/lib/lxc' };

/** This machine with a lxc-info that names this init, and a staging directory. */
const scene = () => {
	const dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-life-'));
	onTestFinished(() => rmSync(dir, { recursive: true }));
	const init = (script: string) => {
		writeFileSync(join(dir, 'lxc-info'), `#!/bin/sh\n${script}\n`);
		chmodSync(join(dir, 'lxc-info'), 0o700);
	};
	const env = ['env', `PATH=${dir}:${process.env['PATH']}`];
	const host = { name: 'alpha', run: (argv, options) => runHere([...env, ...argv], options) } as Host;
	return { dir, init, host };
};

test('the same life is told from another, and from one that nobody noted', async () => {
	const { dir, init, host } = scene();
	init(`echo ${process.pid}`);
	expect(await isAnotherLife(host, place, dir)).toBeUndefined();
	await noteLife(host, place, dir);
	expect(await isAnotherLife(host, place, dir)).toBe(false);
	init('echo 1');
	expect(await isAnotherLife(host, place, dir)).toBe(true);
});

test('no answer is no answer', async () => {
	const { dir, init, host } = scene();
	init('exit 1');
	await expect(isAnotherLife(host, place, dir)).rejects.toThrow(UnreachableError);
	await expect(noteLife(host, place, dir)).rejects.toThrow(UnreachableError);
});
