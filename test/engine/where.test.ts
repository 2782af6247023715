import { expect, test } from 'vitest';
import { whereabouts } from '../../source/engine/where.ts';
import { scene, wholeImage } from './fake-hosts.ts';

test('a container that runs, and one that is not there', async () => {
	const { session } = scene({}, { look: [wholeImage] });
	expect(await whereabouts(session)).toEqual({
		source: { state: 'running', image: false },
		target: { state: 'undefined', image: true, bytes: 8192 },
	});
});

test('who holds it is told', async () => {
	const { session } = scene({ look: ['held 77\n'] });
	expect((await whereabouts(session)).source).toMatchObject({ state: 'held', pid: 77 });
});

test.each([
	['processes without their init are being ended', { pids: [[2, 3]] }, 'held'],
	['a lxc-info that is broken says nothing', { state: ['(null)'] }, 'unreachable'],
	[
		'nor does LXC that has lost its processes',
		{ state: ['STOPPED'], pids: [[]], left: 'left' as const },
		'unreachable',
	],
	['LXC and its cgroup agree', { state: ['STOPPED'], pids: [[]] }, 'stopped'],
	['it is on its way', { state: ['STARTING'], pids: [[]] }, 'running'],
])('%s', async (_, facts, state) => {
	const { session } = scene(facts);
	const { source } = await whereabouts(session);
	expect(source.state).toBe(state);
	expect(source.why !== undefined).toBe(state === 'unreachable');
});
