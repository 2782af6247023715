import { describe, expect, test } from 'vitest';
import type { Session } from '../../source/engine/session.ts';
import { commit } from '../../source/engine/stages/commit.ts';
import { withArriving } from '../../source/model/arriving-mark.ts';
import type { EventBody } from '../../source/model/events.ts';
import { withMark } from '../../source/model/moved-mark.ts';

type Answer = { exit?: number; stdout?: string; stderr?: string };

const running = { 'lxc-info': { stdout: 'RUNNING\n' }, census: { stdout: '1 5 init\n' } };
const stopped = { 'lxc-info': { stdout: 'STOPPED\n' }, census: { exit: 3 } };
const marked = { tail: { stdout: withMark('', { id: 'mine', to: 'beta', at: 'then' }) } };

/** What a command is called in the tables: its program, or what a script is for. */
const called = (argv: readonly string[], input: string | undefined) => {
	if (argv[0] !== '/bin/sh') return argv[0] ?? '';
	if (input?.includes('criu | lxc-checkpoint')) return 'look';
	if (input?.includes('echo left')) return 'left';
	if (input?.includes('cgroup.procs')) return 'end frozen';
	if (input?.includes('$3/life')) return 'life';
	return input?.includes('NSpid') ? 'census' : argv[0];
};

/** A commit between two hosts that answer as the tables say, and with success otherwise. */
const committing = async (
	{ source, target }: { source: Record<string, Answer>; target: Record<string, Answer> },
	keepSource?: boolean,
	method = 'stream',
) => {
	const asked: string[] = [];
	const events: EventBody[] = [];
	const host = (name: string, answers: Record<string, Answer>) => ({
		name,
		run: async (argv: readonly string[], { input }: { input?: string } = {}) => {
			const what = called(argv, input);
			asked.push(`${name}: ${what}`);
			return { exit: 0, stdout: what === 'left' ? 'none' : '', stderr: '', ms: 1, ...answers[what] };
		},
	});
	const place = (name: string) => ({
		lxcPath: '/lxc',
		staging: `/var/lib/lxc-ferry/staging/${name}`,
		rootfs: '/lxc/web1/rootfs',
	});
	const session = {
		id: 'mine',
		request: { container: 'web1', source: 'alpha', target: 'beta', keepSource },
		source: host('alpha', source),
		target: host('beta', target),
		journal: { write: (body: EventBody) => events.push(body) },
		announced: Promise.resolve([]),
		plan: { method, places: { source: place('source'), target: place('target') } },
	} as unknown as Session;
	const error = await commit(session).then(
		() => undefined,
		(reason: Error) => reason.message,
	);
	const intents = events.flatMap((event) => (event.type === 'intent' ? [event.act] : []));
	const logs = events.flatMap((event) => (event.type === 'log' ? [event.line] : []));
	return { error, asked, logs, intents, destroyed: asked.includes('alpha: lxc-destroy') };
};

const good = { source: { ...stopped, ...marked }, target: running };

test('the copy on the source is kept, or removed if that was asked for', async () => {
	expect(await committing(good)).toMatchObject({ error: undefined, destroyed: false });
	expect(await committing(good, false)).toMatchObject({ error: undefined, destroyed: true });
});

test("files that may not be on the target's disk keep the source's copy", async () => {
	const target = { ...running, sync: { exit: 1, stderr: 'Input/output error' } };
	const { error, destroyed, asked } = await committing({ ...good, target }, false);
	expect(error).toContain("not known to be on the target's disk");
	expect(destroyed).toBe(false);
	expect(asked).not.toContain('alpha: lxc-info');
});

test.each([
	['stopped', stopped],
	['without an init', { ...running, census: { stdout: '7 5 other\n' } }],
])('a container that is %s on the target keeps the copy and the image', async (_, target) => {
	const { error, destroyed, asked } = await committing({ ...good, target }, false);
	expect(error).toContain('ended on the target');
	expect(destroyed).toBe(false);
	expect(asked.some((what) => what.endsWith('rm'))).toBe(false);
});

test('a source that is not seen to be stopped is not destroyed', async () => {
	const source = { ...marked, ...stopped, census: { stdout: '1 5 init\n' } };
	const { error, destroyed, logs } = await committing({ ...good, source }, false);
	expect(error).toBeUndefined();
	expect(destroyed).toBe(false);
	expect(logs.join()).toContain('was kept, marked');
});

test('a copy that an earlier engine removed is not missed', async () => {
	const source = { 'lxc-info': { exit: 1, stderr: "web1 doesn't exist\n" }, tail: { exit: 1 } };
	expect(await committing({ ...good, source }, false)).toMatchObject({ error: undefined, destroyed: false });
});

test('the target may start it at boot only after the copy on the source is marked', async () => {
	const target = { ...running, tail: { stdout: withArriving('', 'mine') } };
	const { error, asked } = await committing({ ...good, target });
	expect(error).toBeUndefined();
	const [marking, settled] = [asked.indexOf('alpha: /bin/sh'), asked.indexOf('beta: tail')];
	expect(marking).toBeGreaterThan(-1);
	expect(asked.slice(settled)).toEqual(expect.arrayContaining(['beta: /bin/sh', 'beta: rm']));
	expect(settled).toBeGreaterThan(marking);
});

describe('after post-copy', () => {
	const whole = { ...running, look: { stdout: 'followed\n' }, life: { stdout: 'same\n' } };
	const kept = { ...running, ...marked, look: { stdout: 'kept\n' } };

	test('what is frozen on the source is ended, once the target is seen alive and whole, and told before', async () => {
		// Looked up for every command: the one that ends it changes what the others say.
		const source = new Proxy<Record<string, Answer>>(
			{ ...kept },
			{
				get(answers, what: string) {
					if (what === 'end frozen') Object.assign(answers, stopped, { look: {} });
					return answers[what];
				},
			},
		);
		const { error, asked, intents } = await committing({ source, target: whole }, undefined, 'post-copy');
		expect(error).toBeUndefined();
		expect(intents).toEqual(['commit', 'give-up-source']);
		expect(asked.indexOf('alpha: end frozen')).toBeGreaterThan(asked.indexOf('beta: census'));
	});

	test.each([
		['one that would not end', { ...kept, 'end frozen': { exit: 4 } }, whole, 'did not end'],
		['one that runs: it was started by somebody', { ...running, ...marked }, whole, 'not given up'],
		['a target that lacks memory', kept, running, 'not given up'],
		['a target that was started afresh', kept, { ...whole, life: { stdout: 'other\n' } }, 'not given up'],
	])('%s keeps everything', async (_, source, target, why) => {
		const { error, asked } = await committing({ source, target }, undefined, 'post-copy');
		expect(error).toContain(why);
		expect(asked.some((what) => what.endsWith(': rm') || what.endsWith('lxc-stop'))).toBe(false);
	});
});
