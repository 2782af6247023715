import { expect, test } from 'vitest';
import { followMigration, type World } from '../../source/commands/following.ts';
import { exits } from '../../source/model/error.ts';
import type { FerryEvent } from '../../source/model/events.ts';
import { foldAll } from '../../source/model/fold.ts';
import { parseEvent } from '../../source/model/parse-event.ts';
import { bare } from '../../source/reports/look.ts';
import { summarize } from '../../source/reports/summary.ts';
import { cancelEvents, sampleJournal, sampleStart } from '../screens/sample-journal.ts';

/** A world whose events come from a generator that may press Ctrl-C between them. */
const world = (events: (press: () => void, signal: AbortSignal) => AsyncIterable<FerryEvent>) => {
	const out: string[] = [];
	const err: string[] = [];
	const seen = { cancels: 0, listening: false };
	let press = () => {};
	const it: World = {
		events: (signal) => events(() => press(), signal),
		cancel: async () => void seen.cancels++,
		out: (line) => out.push(line),
		err: (line) => err.push(line),
		onInterrupt: (listener) => {
			press = listener;
			seen.listening = true;
			return () => {
				seen.listening = false;
			};
		},
	};
	return { it, out, err, seen };
};

async function* all(events: readonly FerryEvent[]) {
	yield* events;
}

const json = { json: true, look: bare() };
const plain = { json: false, look: bare() };

test('--json prints the journal as it is, and nothing else', async () => {
	const journal = sampleJournal('migrated');
	const { it, out, err, seen } = world(() => all(journal));
	expect(await followMigration('x', json, it)).toBe(exits.done);
	expect(out).toEqual(journal.map((event) => JSON.stringify(event)));
	expect(err).toEqual([]);
	expect(seen).toEqual({ cancels: 0, listening: false });
});

test.each(['migrated', 'rolled-back', 'blocked', 'needs-human'] as const)(
	'%s: folding what --json printed gives what show says',
	async (name) => {
		const journal = sampleJournal(name);
		const { it, out } = world(() => all(journal));
		const exit = await followMigration('x', json, it);
		const printed = out.map(parseEvent).filter((event) => event !== undefined);
		expect(printed).toHaveLength(out.length);
		expect(summarize(foldAll(printed))).toEqual(summarize(foldAll(journal)));
		expect(summarize(foldAll(printed)).exit).toBe(exit);
	},
);

test('the first Ctrl-C asks the engine and goes on following', async () => {
	const journal = sampleJournal('migrated').slice(0, 12);
	const { it, out, err, seen } = world(async function* (press) {
		yield* journal;
		press();
		yield* cancelEvents(sampleStart + 5000, journal.length + 1);
	});
	const exit = await followMigration('x', plain, it);
	expect(seen.cancels).toBe(1);
	expect(err).toHaveLength(1);
	expect(out.join('\n')).toContain('Cancelled and rolled back: web1 runs on alpha again');
	expect(exit).toBe(exits.rolledBack);
});

test('the second only stops looking, and says how to come back', async () => {
	const { it, err, seen } = world(async function* (press, signal) {
		yield* sampleJournal('migrated').slice(0, 12);
		press();
		press();
		expect(signal.aborted).toBe(true);
	});
	expect(await followMigration('20261123-031200-web1', plain, it)).toBe(exits.unexpected);
	expect(seen.cancels).toBe(1);
	expect(err.at(-1)).toContain('lxc-ferry attach 20261123-031200-web1');
});

test('an engine that is gone leaves the commands to type', async () => {
	const { it, err } = world(() => all(sampleJournal('migrated').slice(0, 20)));
	expect(await followMigration('some-id', plain, it)).toBe(exits.needsHuman);
	expect(err.join('\n')).toContain('lxc-ferry resume some-id');
	expect(err.join('\n')).toContain('lxc-ferry rollback some-id');
});

test('a cancellation that could not be asked for is told, and nothing breaks', async () => {
	const { it, err } = world(async function* (press) {
		press();
		await Promise.resolve();
		yield* sampleJournal('migrated');
	});
	it.cancel = () => Promise.reject(new Error('gone'));
	expect(await followMigration('x', plain, it)).toBe(exits.done);
	expect(err.join('\n')).toContain('gone');
});
