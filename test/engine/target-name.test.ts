import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../source/engine/session.ts';
import { claimName, refuseForeign } from '../../source/engine/target-name.ts';
import { runHere } from '../../source/hosts/command.ts';
import { withMark } from '../../source/model/moved-mark.ts';

let top: string;
const place = (file: string) => join(top, 'web1', file);

beforeEach(() => {
	top = mkdtempSync(join(tmpdir(), 'ferry-name-'));
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

const session = (taken: string[] = []): Session =>
	({
		request: { container: 'web1' },
		facts: { target: { taken } },
		target: { name: 'beta', run: runHere },
		plan: { places: { target: { lxcPath: top, staging: '/s', rootfs: place('rootfs') } } },
	}) as unknown as Session;

const create = (config: string) => {
	mkdirSync(place('rootfs'), { recursive: true });
	writeFileSync(place('config'), config);
};

test('a free name is claimed with a trace, and stays ours', async () => {
	await refuseForeign(session());
	await claimName(session());
	expect(readdirSync(join(top, 'web1')).toSorted()).toEqual(['config.lxc-ferry-copy', 'rootfs']);
	await refuseForeign(session());
});

test('a container that is made before the claim, or after it, is left alone', async () => {
	create('theirs');
	await expect(claimName(session())).rejects.toThrow('made on beta meanwhile');
	expect(existsSync(place('config.lxc-ferry-copy'))).toBe(false);
	rmSync(place('config'));
	await claimName(session());
	create('theirs');
	await expect(refuseForeign(session())).rejects.toThrow('made on beta meanwhile');
});

test.each([
	['marked as moved', withMark('', { id: 'i', to: 'alpha', at: 'then' }), []],
	['that was forced past the checklist', 'theirs', ['']],
])('a configuration %s is known, unless it is another one later', async (_, config, forced) => {
	create(config);
	await claimName(session(forced.length === 0 ? [] : [join(top, 'web1'), place('config')]));
	await refuseForeign(session());
	writeFileSync(place('config'), 'another');
	await expect(refuseForeign(session())).rejects.toThrow('made on beta meanwhile');
});

test('our own of a migration that was interrupted is ours', async () => {
	create('ours');
	writeFileSync(place('config.lxc-ferry-none'), '');
	await refuseForeign(session());
});

test('a planted link leads nowhere', async () => {
	create('# nothing\n');
	rmSync(place('config'));
	writeFileSync(join(top, 'precious'), 'precious');
	symlinkSync(join(top, 'precious'), place('config.lxc-ferry-copy'));
	await claimName(session());
	expect(readFileSync(join(top, 'precious'), 'utf8')).toBe('precious');
});
