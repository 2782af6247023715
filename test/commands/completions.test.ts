import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bash } from '../../source/commands/completions/bash.ts';
import { fish } from '../../source/commands/completions/fish.ts';
import { zsh } from '../../source/commands/completions/zsh.ts';
import { commandSpecs, listed, optionsOf } from '../../source/commands/table.ts';

const has = (shell: string) => spawnSync(shell, ['--version']).error === undefined;

let dir: string;

beforeAll(() => {
	dir = mkdtempSync(join(tmpdir(), 'ferry-completions-'));
	// Stands for the program: only what the completions ask it.
	const stub =
		'#!/bin/sh\ncase $1.$2 in\n__complete.container) printf "web1\\nmy web\\n$(x)\\n" ;;\n__complete.host) printf "alpha\\nbeta\\n" ;;\nesac\n';
	writeFileSync(join(dir, 'lxc-ferry'), stub.replace('$(x)', '\\044(x)'));
	chmodSync(join(dir, 'lxc-ferry'), 0o755);
});

afterAll(() => rmSync(dir, { recursive: true }));

const asked = (words: string[]): string[] => {
	const script = `${bash()}
COMP_WORDS=(lxc-ferry ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
compopt() { :; }
_lxc_ferry
printf '%s\\n' "\${COMPREPLY[@]}"`;
	const { stdout, stderr } = spawnSync('bash', ['--norc'], {
		input: script,
		encoding: 'utf8',
		env: { PATH: `${dir}${delimiter}${process.env['PATH']}` },
	});
	expect(stderr).toBe('');
	return stdout.split('\n').filter(Boolean);
};

describe('bash', () => {
	test('commands', () => {
		expect(asked([''])).toEqual(listed());
		expect(asked(['mig'])).toEqual(['migrate']);
	});

	test('the options of a command', () => {
		expect(asked(['migrate', '--'])).toEqual(optionsOf('migrate').map((name) => `--${name}`));
		expect(asked(['list', '--j'])).toEqual(['--json']);
	});

	test('containers, quoted, then hosts, also after options', () => {
		expect(asked(['migrate', ''])).toEqual(['web1', 'my\\ web', '\\$\\(x\\)']);
		expect(asked(['migrate', 'web1', ''])).toEqual(['alpha', 'beta']);
		expect(asked(['--source', 'alpha', 'migrate', '--yes', 'web1', 'b'])).toEqual(['beta']);
		expect(asked(['status', 'alpha', ''])).toEqual(['alpha', 'beta']);
	});

	test('values', () => {
		expect(asked(['--source', ''])).toEqual(['alpha', 'beta']);
		expect(asked(['migrate', '--method', 'st'])).toEqual(['stop-and-copy', 'stream']);
		expect(asked(['completions', ''])).toEqual(['bash', 'zsh', 'fish']);
	});
});

describe.each([
	['bash', bash, ['-n']],
	['zsh', zsh, ['-n']],
	['fish', fish, ['--no-execute']],
] as const)('%s', (shell, make, check) => {
	test('has every command and option', () => {
		const text = make();
		for (const name of listed()) {
			expect(text).toContain(name);
			for (const option of commandSpecs[name].options) expect(text).toContain(option);
		}
		expect(text).not.toContain('__engine');
	});

	test.runIf(has(shell))('is correct by its own shell', () => {
		const file = join(dir, `completions.${shell}`);
		writeFileSync(file, make());
		const { status, stderr } = spawnSync(shell, [...check, file], { encoding: 'utf8' });
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
	});
});
