import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../source/engine/session.ts';
import {
	layMark,
	markAgain,
	markSource,
	unmarkRunning,
	unmarkSource,
} from '../../source/engine/source-mark.ts';
import { rebuild } from '../../source/engine/stages/restore.ts';
import { runHere } from '../../source/hosts/command.ts';
import type { EventBody } from '../../source/model/events.ts';
import { movedMark, withMark } from '../../source/model/moved-mark.ts';

const plain = 'lxc.uts.name = web1\nlxc.start.auto = 1\n';
let top: string;
let events: EventBody[];

const config = () => join(top, 'web1/config');
const text = () => readFileSync(config(), 'utf8');

beforeEach(() => {
	top = mkdtempSync(join(tmpdir(), 'ferry-mark-'));
	mkdirSync(join(top, 'web1'));
	writeFileSync(config(), plain, { mode: 0o640 });
	events = [];
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

const session = (id = 'mine', more = {}): Session =>
	({
		id,
		request: { container: 'web1', source: 'localhost' },
		source: { name: 'alpha', run: runHere },
		target: { name: 'beta', run: runHere },
		journal: { write: (body: EventBody) => events.push(body) },
		plan: {
			places: {
				source: { lxcPath: top, staging: join(top, 'staging') },
				target: { lxcPath: top, staging: join(top, 'staging') },
			},
		},
		...more,
	}) as unknown as Session;

test('the mark is put on and taken off without a trace, also by a later engine', async () => {
	await markSource(session());
	expect(movedMark(text())).toMatchObject({ id: 'mine', to: 'beta' });
	const first = text();
	await markSource(session());
	expect(text()).toBe(first);
	await unmarkSource(session());
	expect(text()).toBe(plain);
	expect(readdirSync(join(top, 'web1'))).toEqual(['config']);
});

test('a mark that was laid beside is put in place with owner and mode of the configuration', async () => {
	const mode = statSync(config()).mode;
	await layMark(session());
	expect(text()).toBe(plain);
	await markSource(session());
	expect(movedMark(text())).toMatchObject({ id: 'mine', to: 'beta' });
	expect(statSync(config()).mode).toBe(mode);
	expect(readdirSync(join(top, 'web1'))).toEqual(['config']);
	await unmarkSource(session());
	expect(text()).toBe(plain);
});

test('a mark that was laid before somebody changed the configuration is not put in its place', async () => {
	await layMark(session());
	writeFileSync(config(), `${plain}lxc.group = new\n`);
	const later = new Date(Date.now() + 1000);
	utimesSync(config(), later, later);
	await markSource(session());
	expect(text()).toContain('lxc.group = new');
	expect(movedMark(text())).toMatchObject({ id: 'mine' });
	await unmarkSource(session());
	expect(readdirSync(join(top, 'web1'))).toEqual(['config']);
});

test("another migration's mark stays", async () => {
	const marked = withMark(plain, { id: 'another', to: 'gamma', at: 'then' });
	writeFileSync(config(), marked);
	await unmarkSource(session());
	expect(text()).toBe(marked);
});

test('what can not be marked is not handed over; what can not be unmarked runs on, and that is told', async () => {
	rmSync(config());
	await expect(markSource(session())).rejects.toThrow("can't be kept from being started twice");
	const broken = { name: 'alpha', run: () => Promise.reject(new Error('gone')) };
	await unmarkRunning(session('mine', { source: broken }));
	expect(events).toMatchObject([
		{ type: 'finding', level: 'warn', remedy: 'lxc-ferry clean web1', detail: 'Error: gone' },
	]);
});

test('a restore on the source that failed leaves it marked, and fails with its own reason', async () => {
	await expect(markAgain(session())(new Error('criu'))).rejects.toThrow('criu');
	expect(movedMark(text())?.id).toBe('mine');
});

/** An attendant whose gate is reached when `gate` says so. */
const restoring = (gate: Promise<{ reached: boolean }>) => ({
	restoreWaits: true,
	facts: { container: { memory: 0 } },
	restore: {
		release() {},
		kill() {},
		over: () => false,
		check: async () => 0,
		gate: () => gate,
		mark: async () => undefined,
	},
	dump: { over: () => false },
});

const never = new AbortController().signal;

test('it is there when the processes are rebuilt, before the source is given up', async () => {
	await rebuild(session('mine', restoring(Promise.resolve({ reached: true }))), never);
	expect(movedMark(text())?.id).toBe('mine');
	expect(events.map((event) => event.type)).not.toContain('intent');
});

test('without it the source is not given up', async () => {
	rmSync(config());
	const work = rebuild(session('mine', restoring(Promise.resolve({ reached: true }))), never);
	await expect(work).rejects.toThrow("can't be kept from being started twice");
});

test('a restore that fails leaves no mark that is still being written behind its back', async () => {
	let underWay = 0;
	const run: typeof runHere = async (...call) => {
		underWay += 1;
		return runHere(...call).finally(() => {
			underWay -= 1;
		});
	};
	const failing = session('mine', {
		...restoring(Promise.resolve({ reached: false })),
		source: { name: 'alpha', run },
	});
	await expect(rebuild(failing, never)).rejects.toThrow();
	expect(underWay).toBe(0);
	expect(movedMark(text())?.id).toBe('mine');
	await unmarkSource(failing);
	expect(text()).toBe(plain);
});
