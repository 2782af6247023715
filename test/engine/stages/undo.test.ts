import { expect, test } from 'vitest';
import { account } from '../../../source/engine/account.ts';
import { prepare } from '../../../source/engine/stages/prepare.ts';
import { undo } from '../../../source/engine/stages/undo.ts';
import { exits } from '../../../source/model/error.ts';
import { scene, wholeImage } from '../fake-hosts.ts';

const winner = 'theirs m b 7 70';
const signal = new AbortController().signal;

test.each([
	['both hosts', { lock: winner }, { lock: winner }],
	['the target alone', {}, { lock: winner }],
])(
	'a migration that is refused on %s touches nothing of the one that is under way',
	async (_, source, target) => {
		const { session, acts } = scene(
			{ ...source, state: ['STOPPED'], pids: [[]] },
			{ ...target, state: ['RUNNING'], pids: [[1]] },
			{ locked: false, touched: false },
		);
		await expect(prepare(session, signal)).rejects.toMatchObject({ exit: exits.busy });
		expect(session.locked).toBe(false);
		expect(await undo(session)).toBe('not-started');
		const own = ['remove staging', 'drop lock', 'take lock'];
		expect(acts().filter((act) => !own.includes(act.slice(act.indexOf(' ') + 1)))).toEqual([]);
	},
);

test('only what carries its own id is dropped', async () => {
	const { session, done } = scene({}, {}, { locked: false });
	await undo(session);
	for (const { act, argv } of done)
		expect(argv).toContainEqual(
			act === 'drop lock' ? 'mine' : expect.stringMatching('^/var/lib/lxc-ferry/staging/id-'),
		);
});

test('one that sees the holder alive is believed', async () => {
	const { session } = scene(
		{ lock: winner, machine: 'm\nanother boot\n70' },
		{ machine: 'm\nb\n70' },
		{ locked: false },
	);
	await expect(prepare(session, signal)).rejects.toThrow('Another migration of web1 is under way');
});

test('a fresh start beside a whole image is left to a person, who is told what there is to choose', async () => {
	const { session, acts } = scene(
		{ life: 'other', look: ['kilobytes 8\n'] },
		{ look: [wholeImage] },
		{ recovering: true, frozenMs: 1, transferred: true },
	);
	expect(await undo(session)).toBe('needs-human');
	expect(acts().filter((act) => /staging|lock$|take config/.test(act))).toEqual([]);
	const told = await account(session, 'needs-human', [undefined, undefined]);
	expect(told?.what).toContain('started anew on alpha');
	expect(told?.evidence?.[1]).toContain('complete image in /var/lib/lxc-ferry/staging/id-b');
	expect(told?.next).toEqual([
		expect.stringContaining('lxc-ferry clean --source alpha, lxc-ferry clean --source beta'),
		expect.stringMatching(/lxc-stop -k .*lxc-ferry resume mine$/),
		expect.stringMatching(/lxc-stop -k .*lxc-ferry rollback mine$/),
	]);
});

test('an engine that never ended looks for a fresh start as well', async () => {
	const { session } = scene({ life: 'other', look: [wholeImage] }, {}, { frozenMs: 1 });
	expect(await undo(session)).toBe('needs-human');
});

test('a fresh start without an image is told, and tidied up after', async () => {
	const { session, acts, events } = scene({ life: 'other' }, {}, { recovering: true });
	expect(await undo(session)).toBe('rolled-back');
	expect(acts()).toContain('alpha: remove staging');
	expect(events.at(-1)).toMatchObject({ reason: expect.stringContaining('started anew') });
});

test('what kept its memory runs on', async () => {
	const { session, acts, events } = scene({ look: [wholeImage] }, {}, { recovering: true, frozenMs: 1 });
	expect(await undo(session)).toBe('rolled-back');
	expect(acts()).toEqual(expect.arrayContaining(['alpha: remove staging', 'beta: drop lock']));
	expect(events.at(-1)).toMatchObject({ reason: 'runs on alpha' });
});
