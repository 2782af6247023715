// sync and mv stand in: each says what it was asked before it does it.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../source/hosts/connect.ts';
import { writeFile } from '../../source/hosts/files.ts';

const host = await connect('localhost');
const path = process.env['PATH'];
let dir: string;

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'ferry-files-'));
	for (const name of ['sync', 'mv']) {
		writeFileSync(
			join(dir, name),
			`#!/bin/sh\necho "${name} $*" >>${dir}/asked\nPATH=${path} exec ${name} "$@"\n`,
		);
		chmodSync(join(dir, name), 0o755);
	}
	process.env['PATH'] = `${dir}${delimiter}${path}`;
});

afterEach(() => {
	process.env['PATH'] = path;
	rmSync(dir, { recursive: true, force: true });
});

test('a file is on disk before it has its name, and its name before the next step', async () => {
	const file = join(dir, 'config');
	writeFileSync(file, 'old', { mode: 0o640 });
	await writeFile(host, file, 'new');
	expect(readFileSync(file, 'utf8')).toBe('new');
	expect(statSync(file).mode & 0o777).toBe(0o640);
	expect(readFileSync(join(dir, 'asked'), 'utf8').trim().split('\n')).toEqual([
		`sync ${file}.lxc-ferry-new`,
		`mv -f ${file}.lxc-ferry-new ${file}`,
		`sync ${dir}`,
	]);
});
