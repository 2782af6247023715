// Two hosts that answer the engine's scripts from a few facts, and note what was done to them.

import type { Session } from '../../source/engine/session.ts';
import type { RunOptions } from '../../source/hosts/command.ts';
import type { Host } from '../../source/hosts/host.ts';
import type { EventBody } from '../../source/model/events.ts';

export type Facts = {
	/** What lxc-info says (nothing: no such container; `broken`: it fails), one answer for each time that it is asked; the last one stays. */
	state: string[];
	/** Pids of the container's processes, likewise; none: it does not run. */
	pids: number[][];
	/** Lines of the look at CRIU and the image, likewise. */
	look: string[];
	/** Whose lock is there: a line of the lock's file. */
	lock?: string;
	machine: string;
	life: 'same' | 'other' | 'unknown';
	left: 'left' | 'none';
};

/** What was done, by names of its own; looks are not noted. */
export type Done = { host: string; act: string; argv: readonly string[] };

const next = <Value>(answers: Value[]): Value => (answers.length > 1 ? answers.shift() : answers[0]) as Value;

/** Scripts that only look, by words in them. */
const looks: [words: string, answer: (facts: Facts) => [exit: number, stdout: string]][] = [
	['criu | lxc-checkpoint', ({ look }) => [0, next(look)]],
	[
		'/^NSpid:/ { pid',
		({ pids }) => {
			const now = next(pids);
			return now.length === 0 ? [3, ''] : [0, now.map((pid) => `${pid} 1 process\n`).join('')];
		},
	],
	['/etc/machine-id', ({ machine }) => [0, machine]],
	['$3/life', ({ life }) => [0, life]],
	['echo left', ({ left }) => [0, left]],
];

const acts: [words: string, act: string][] = [
	['mkdir "$dir"', 'make staging'],
	['exec rm -rf', 'remove staging'],
	['for attempt in', 'end orphans'],
	['nft delete table', 'unlock network'],
	['[ -f "$1/held" ] || exit 0', 'end server'],
	['config.lxc-ferry-before', 'take config back'],
	['rm -f "$1"\n', 'drop lock'],
];

export const fakeHost = (name: string, facts: Facts, done: Done[]): Host => {
	const run = async (argv: readonly string[], { input = '' }: RunOptions = {}) => {
		const result = (exit: number, stdout = '', stderr = '') => ({ exit, stdout, stderr, ms: 1 });
		const script = `${String(input)}${argv.join(' ')}`;
		if (argv[0] === 'lxc-info') {
			const state = next(facts.state);
			if (state === 'broken') return result(127, '', 'lxc-info: no such library\n');
			return state === '' ? result(1, '', `${argv[4]} doesn't exist\n`) : result(0, `${state}\n`);
		}
		if (script.includes('ln "$mine"')) {
			if (facts.lock !== undefined) return result(17, facts.lock);
			done.push({ host: name, act: 'take lock', argv });
			return result(0);
		}
		const look = looks.find(([words]) => script.includes(words));
		if (look !== undefined) return result(...look[1](facts));
		const act = acts.find(([words]) => script.includes(words))?.[1] ?? argv.join(' ');
		done.push({ host: name, act, argv });
		return result(0);
	};
	return { name, local: false, run, close: async () => {} } as unknown as Host;
};

export const wholeImage = 'kilobytes 8\npages\nfiles\n';

/** A container that runs on alpha, and a session in which it is to go to beta. */
export const scene = (
	source: Partial<Facts> = {},
	target: Partial<Facts> = {},
	more: Partial<Session> = {},
) => {
	const done: Done[] = [];
	const events: EventBody[] = [];
	const common = { machine: 'other', life: 'same', left: 'none', look: [''] } as const;
	const alpha = { ...common, look: [''], state: ['RUNNING'], pids: [[1, 2]], ...source };
	const beta = { ...common, look: [''], state: [''], pids: [[]], ...target };
	const place = (host: string) => ({
		lxcPath: '/var/lib/lxc',
		rootfs: '/var/lib/lxc/web1/rootfs',
		staging: `/var/lib/lxc-ferry/staging/id-${host}`,
	});
	const session = {
		id: 'mine',
		request: { container: 'web1', source: 'alpha', target: 'beta' },
		journal: { write: (event: EventBody) => void events.push(event) },
		source: fakeHost('alpha', alpha, done),
		target: fakeHost('beta', beta, done),
		holder: { migration: 'mine', machine: 'm', boot: 'b', pid: 1, start: '1' },
		plan: { method: 'stream', places: { source: place('a'), target: place('b') } },
		startedMs: 0,
		bytes: 0,
		letGo: false,
		touched: true,
		locked: true,
		...more,
	} as unknown as Session;
	return { session, done, events, acts: () => done.map(({ host, act }) => `${host}: ${act}`) };
};
