import { expect, test, vi } from 'vitest';
import { copyFiles } from '../../../source/engine/copy.ts';
import { completeImage } from '../../../source/engine/stages/restore-source.ts';
import { rollback } from '../../../source/engine/stages/rollback.ts';
import { scene, wholeImage } from '../fake-hosts.ts';

vi.mock('../../../source/engine/copy.ts', () => ({ copyFiles: vi.fn(async () => ({})) }));
vi.mock('../../../source/hosts/pre-images.ts', async (load) => ({
	...(await load<object>()),
	imageDirs: async () => ['image'],
}));

const given = { letGo: true, frozenMs: 1 };
const images = (acts: string[]) => acts.filter((act) => act.includes('remove staging'));

test('without the locks nothing is ended', async () => {
	const { session, acts } = scene({}, {}, { ...given, locked: false });
	await expect(rollback(session)).rejects.toThrow('locks of web1 are not held');
	expect(acts()).toEqual([]);
});

test('a source that never ended is believed after two looks', async () => {
	const { session, acts } = scene({ look: [wholeImage] }, {}, given);
	expect(await rollback(session)).toBe('rolled-back');
	expect(images(acts())).toHaveLength(2);
});

test('it does not run as long as CRIU is at work on it, whatever LXC says', async () => {
	const { session, acts } = scene({ look: ['held 7\n', ''], state: ['STOPPED'], pids: [[]] }, {}, given);
	const { run } = session.source;
	let ended = false;
	session.source.run = async (argv, options) => {
		const says = argv[0] === 'lxc-info' && !ended;
		if (says) return { exit: 0, stdout: 'RUNNING\n', stderr: '', ms: 1 };
		const result = await run(argv, options);
		ended ||= result.stdout.startsWith('held');
		return result;
	};
	await expect(rollback(session)).rejects.toThrow('no complete image');
	expect(images(acts())).toEqual([]);
});

test.each([
	['an init that ends between two looks', [[1, 2], [1, 2], [2]]],
	['one that is gone within a second', [[1, 2], [1, 2], []]],
])('%s costs no image', async (_, pids) => {
	const { session, acts } = scene({ look: [wholeImage], pids }, { look: [wholeImage] }, given);
	await expect(rollback(session)).rejects.toThrow('did not stay alive on alpha');
	expect(images(acts())).toEqual([]);
});

test('a fresh start is no way back', async () => {
	const { session, acts } = scene({ life: 'other' }, { look: [wholeImage] }, given);
	expect(await rollback(session)).toBe('needs-human');
	expect(images(acts())).toEqual([]);
});

test.each([
	['a lxc-info that says nothing', { state: ['broken'] }],
	['a container that would not end', { state: ['RUNNING'], pids: [[1]] }],
	['processes that LXC does not know', { state: ['STOPPED'], left: 'left' as const }],
])('%s is no proof that the target has stopped', async (_, target) => {
	const { session, acts } = scene({ state: ['STOPPED'], pids: [[]], look: [wholeImage] }, target, given);
	await expect(rollback(session)).rejects.toThrow(/beta does not say|could not be stopped on the target/);
	expect(images(acts())).toEqual([]);
});

test('what post-copy kept on the source runs on, and nothing is restored', async () => {
	const { session, acts, events } = scene(
		{ look: ['kept\n'] },
		{ state: ['STOPPED'], pids: [[1], []] },
		given,
	);
	if (session.plan !== undefined) session.plan.method = 'post-copy';
	expect(await rollback(session)).toBe('rolled-back');
	const done = acts();
	const stop = done.findIndex((act) => act.startsWith('beta: lxc-stop'));
	expect(stop).toBeGreaterThan(-1);
	// It may run there only after it has ended here.
	expect(done.indexOf('alpha: unlock network')).toBeGreaterThan(stop);
	expect(events).toContainEqual(expect.objectContaining({ reason: expect.stringContaining('run on') }));
	expect(events).not.toContainEqual(expect.objectContaining({ act: 'restore-source' }));
});

test('what the source has lost is not ended on the target', async () => {
	const { session, acts } = scene(
		{ state: ['STOPPED'], pids: [[]] },
		{ state: ['RUNNING'], pids: [[1]] },
		given,
	);
	if (session.plan !== undefined) session.plan.method = 'post-copy';
	await expect(rollback(session)).rejects.toThrow('does not have the container any more');
	expect(acts().filter((act) => act.includes('lxc-stop'))).toEqual([]);
});

test('nothing of it runs on while it may run on the target', async () => {
	const { session, acts } = scene({ look: ['kept\n'] }, { state: ['RUNNING'], pids: [[1]] }, given);
	await expect(rollback(session)).rejects.toThrow('could not be stopped on the target');
	expect(acts()).not.toContain('alpha: unlock network');
});

test("what runs on a target that was never let go is somebody else's", async () => {
	const { session, acts } = scene({}, { state: ['RUNNING'], pids: [[1]] }, {});
	expect(await rollback(session)).toBe('rolled-back');
	expect(acts().filter((act) => act.includes('lxc-stop'))).toEqual([]);
});

test.each([
	['stop-and-copy', true, 0],
	['stop-and-copy', false, 1],
	['stream', true, 1],
] as const)('with %s, an image here that is whole (%s) makes %i copies', async (method, image, times) => {
	const { session } = scene();
	if (session.plan !== undefined) session.plan.method = method;
	vi.mocked(copyFiles).mockClear();
	const source = { state: 'stopped', image, bytes: 8 } as const;
	await completeImage(session, { source, target: { state: 'stopped', image: true } });
	expect(copyFiles).toHaveBeenCalledTimes(times);
});

test('an image that comes to a host without a directory of ours finds one', async () => {
	const { session, acts } = scene();
	await completeImage(session, {
		source: { state: 'stopped', image: false },
		target: { state: 'stopped', image: true },
	});
	expect(acts()).toEqual(['alpha: make staging']);
});
