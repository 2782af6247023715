// A container whose process, its title and a file of its try to drive the terminal of whoever looks at them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ready } from '../e2e/ferry.ts';
import { makeCaveat, removeCaveat } from './caveats/container.ts';
import { labExec } from './exec.ts';

const name = 'hostile1';
const clean = async (): Promise<void> => {
	for (const host of ['alpha', 'beta'] as const) await removeCaveat(host, name);
};

beforeAll(async () => {
	await ready([]);
	await makeCaveat('alpha', name, { kind: 'hostile' }, '10.0.3.132');
}, 600_000);
afterAll(clean, 60_000);

const harmless = /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/;

/** Both outputs of the program, which are no terminal; fails if a byte of them would drive one. */
const said = async (...args: string[]): Promise<string> => {
	const { stdout, stderr } = await labExec('alpha', ['lxc-ferry', ...args], {
		reject: false,
		timeout: 120_000,
	});
	expect(stdout).toMatch(harmless);
	expect(stderr).toMatch(harmless);
	return stdout + stderr;
};

test('the checklist names it harmlessly', async () => {
	expect(await said('check', name, 'beta')).toContain('evilname');
	expect(await said('check', name, 'beta', '--json')).toContain('evil');
});

test('so does a migration that fails by it, and all that tells of it afterwards', async () => {
	const failed = await said('migrate', name, 'beta', '--yes', '--plain', '--force', 'ghost-files');
	expect(failed).toContain('rolled back');
	expect(failed).toContain('evilname');
	for (const args of [
		['show', 'last'],
		['show', 'last', '--json'],
		['history'],
		['status'],
		['list'],
		['replay', 'last', '--plain'],
	])
		await said(...args);
});
