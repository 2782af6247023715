import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../source/engine/session.ts';
import { settleTargetConfig } from '../../source/engine/target-config.ts';
import { runHere } from '../../source/hosts/command.ts';
import { withArriving } from '../../source/model/arriving-mark.ts';

const plain = 'lxc.uts.name = web1\nlxc.start.auto = 1\n';

let top: string;
const place = (file: string) => join(top, 'web1', file);

beforeEach(() => {
	top = mkdtempSync(join(tmpdir(), 'ferry-config-'));
	mkdirSync(place('rootfs'), { recursive: true });
	for (const name of ['before', 'copy']) writeFileSync(place(`config.lxc-ferry-${name}`), 'kept');
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

/** On a target whose commands may be told to fail by a word in them. */
const session = (broken?: string): Session =>
	({
		request: { container: 'web1' },
		target: {
			name: 'beta',
			run: (argv: readonly string[], options?: Parameters<typeof runHere>[1]) =>
				broken !== undefined && argv.join(' ').includes(broken)
					? Promise.resolve({ exit: 1, stdout: '', stderr: 'Input/output error', ms: 1 })
					: runHere(argv, options),
		},
		plan: { places: { target: { lxcPath: top, staging: '/s', rootfs: place('rootfs') } } },
	}) as unknown as Session;

test('its autostart becomes the target’s, and nothing of the migration stays beside it', async () => {
	writeFileSync(place('config'), withArriving(plain, 'mine'));
	await settleTargetConfig(session());
	expect(readFileSync(place('config'), 'utf8')).toBe(plain);
	expect(readdirSync(join(top, 'web1')).toSorted()).toEqual(['config', 'rootfs']);
	// As an engine does that takes up where another was killed.
	await settleTargetConfig(session());
	expect(readFileSync(place('config'), 'utf8')).toBe(plain);
});

test.each([
	['can’t be read', 'tail'],
	['can’t be written', 'sync'],
])('a configuration that %s keeps what was there before', async (_, broken) => {
	writeFileSync(place('config'), withArriving(plain, 'mine'));
	await expect(settleTargetConfig(session(broken))).rejects.toThrow();
	expect(existsSync(place('config.lxc-ferry-before'))).toBe(true);
	expect(readFileSync(place('config'), 'utf8')).toBe(withArriving(plain, 'mine'));
});
