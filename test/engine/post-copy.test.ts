import { expect, test, vi } from 'vitest';
import {
	endServing,
	endUnwanted,
	type Following,
	memoryFollowed,
	memoryLost,
	serveMemory,
} from '../../source/engine/post-copy.ts';
import type { Attendant } from '../../source/hosts/attendant.ts';
import { scene } from './fake-hosts.ts';

const signal = new AbortController().signal;

/** A session by post-copy, and what was told to CRIU on both hosts, in order. */
const following = ({ exit = 0 as number | Promise<number>, listens = true, serving = false } = {}) => {
	const said: string[] = [];
	const say = (word: string) => () => void said.push(word);
	const dump = {
		serve: say('serve'),
		kill: say('kill'),
		mark: async (name: string) => {
			said.push(`wait for ${name}`);
			return listens ? 1 : undefined;
		},
		stopped: async () => void said.push('wait for its end'),
	} as unknown as Attendant;
	const way: Following = {
		pages: {
			begin: async () => void said.push('begin to fetch'),
			exited: Promise.resolve(exit),
			leave: say('leave'),
		},
		config: '',
		tunnel: { port: 1, close: async () => {} },
		serving,
	};
	return { ...scene({}, {}, { dump, following: way }), said, way };
};

test('the target asks for pages only when the source has them to give', async () => {
	const { session, said, way } = following();
	await serveMemory(session);
	expect(said).toEqual(['serve', 'wait for status-ready', 'begin to fetch']);
	expect(way.serving).toBe(true);
});

test('a source that does not serve is told before the target begins', async () => {
	const { session, said, way } = following({ listens: false });
	await expect(serveMemory(session)).rejects.toThrow();
	expect(said).not.toContain('begin to fetch');
	// It has left its gate all the same.
	expect(way.serving).toBe(true);
});

test('all memory has followed when the daemon ended well, and not before', async () => {
	let end: (exit: number) => void = () => {};
	const { session } = following({ exit: new Promise<number>((resolve) => (end = resolve)) });
	const followed = vi.fn();
	const waiting = memoryFollowed(session, signal).then(followed);
	await Promise.resolve();
	expect(followed).not.toHaveBeenCalled();
	end(0);
	await waiting;
	expect(followed).toHaveBeenCalled();
});

test('memory that did not arrive is an error, which says where it goes on', async () => {
	const { session } = following({ exit: 255 });
	await expect(memoryFollowed(session, signal)).rejects.toMatchObject({
		explanation: {
			what: expect.stringContaining('did not arrive'),
			next: [expect.stringContaining('goes on at the source')],
		},
	});
});

test('all that came is not lost because a health command took long after it', async () => {
	const { session } = following();
	session.memoryCameMs = Date.now() - 60_000;
	await memoryFollowed(session, signal);
});

test('a daemon that fails is the end of a restore, one that ends well is not', async () => {
	await expect(memoryLost(following({ exit: 1 }).session)).rejects.toThrow('did not arrive');
	const other = Promise.resolve('restored');
	expect(await Promise.race([memoryLost(following({ exit: 0 }).session), other])).toBe('restored');
});

test('a cancellation does not wait for memory', async () => {
	const { session } = following({ exit: new Promise<number>(() => {}) });
	const controller = new AbortController();
	const waiting = memoryFollowed(session, controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(waiting).rejects.toThrow('cancelled');
});

test('silence is the end of patience, counted from the last page', async () => {
	vi.useFakeTimers();
	const { session } = following({ exit: new Promise<number>(() => {}) });
	const failed = vi.fn();
	const waiting = memoryFollowed(session, signal).catch(failed);
	session.memoryCameMs = Date.now() + 20_000;
	await vi.advanceTimersByTimeAsync(45_000);
	expect(failed).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(6000);
	await waiting;
	expect(failed).toHaveBeenCalledWith(
		expect.objectContaining({ message: expect.stringContaining('has stopped') }),
	);
	vi.useRealTimers();
});

test.each([
	[true, ['kill', 'wait for its end']],
	[false, []],
])('a CRIU that left its gate (%s) does not hear a word any more', async (serving, expected) => {
	const { session, said } = following({ serving });
	await endServing(session);
	expect(said).toEqual(expected);
});

test('other methods have nothing that follows', async () => {
	const { session } = scene();
	await serveMemory(session);
	await memoryFollowed(session, signal);
	await endServing(session);
});

test.each([
	['resume', 'memory follows', { look: ['received 5\n'], state: ['RUNNING'], pids: [[1]] }, 0],
	['rollback', 'memory follows', { look: ['received 5\n'], state: ['RUNNING'], pids: [[1]] }, 1],
	['resume', 'the target never began', {}, 1],
	['rollback', 'the target does not answer', { state: ['broken'] }, 0],
] as const)('a CRIU that was left serving, %s, where %s', async (wish, _, target, ended) => {
	const { session, acts } = scene({ look: ['held 7\nkept\n'] }, target as object);
	await endUnwanted(session, wish);
	expect(acts().filter((act) => act === 'alpha: end server')).toHaveLength(ended);
});

test('nothing is ended where nothing is kept', async () => {
	const { session, acts } = scene({ look: ['held 7\n'] });
	await endUnwanted(session, 'rollback');
	expect(acts()).toEqual([]);
});
