import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startTime } from '../../source/engine/identity.ts';
import type { RunOptions } from '../../source/hosts/command.ts';
import { runHere } from '../../source/hosts/command.ts';
import type { Host } from '../../source/hosts/host.ts';
import { holderLives, takeLock } from '../../source/hosts/lock.ts';

const machine = readFileSync('/etc/machine-id', 'utf8').trim();
const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const holder = { migration: 'id', machine, boot, pid: process.pid, start: startTime(process.pid) ?? '0' };

/** This machine; what is asked of it is noted, and only run if `real`. */
const recording = (real: boolean) => {
	const asked: RunOptions[] = [];
	const host = {
		name: 'alpha',
		run: async (argv: readonly string[], options: RunOptions = {}) => {
			asked.push(options);
			return real ? runHere(argv, options) : { exit: 0, stdout: '', stderr: '', ms: 1 };
		},
	} as unknown as Host;
	return { host, asked };
};

test('whether a holder lives is asked as root, who sees it under hidepid as well', async () => {
	const { host, asked } = recording(true);
	expect(await holderLives(host, holder)).toBe(true);
	expect(await holderLives(host, { ...holder, start: '1' })).toBe(false);
	expect(await holderLives(host, { ...holder, boot: 'another' })).toBe(false);
	expect(await holderLives(host, { ...holder, machine: 'another' })).toBeUndefined();
	expect(asked.map(({ root }) => root)).toEqual([true, true, true, true]);
});

test('a lock is on disk before it is seen, and its name before anything is done under it', async () => {
	const { host, asked } = recording(false);
	await takeLock(host, '/var/lib/lxc-ferry/locks/web1', holder);
	const lines = String(asked[0]?.input).split('\n');
	const at = (words: string) => lines.findIndex((line) => line.includes(words));
	expect(at('sync "$mine"')).toBeLessThan(at('ln "$mine"'));
	expect(at('sync "$mine"')).toBeGreaterThan(at('>"$mine"'));
	expect(at('sync /var/lib/lxc-ferry /var/lib/lxc-ferry/locks')).toBeGreaterThan(at('mv -f "$mine"'));
});
