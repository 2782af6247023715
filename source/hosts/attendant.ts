import { createInterface } from 'node:readline';
import type { Started } from './command.ts';
import type { Host } from './host.ts';

/** What the attendant reports, in order. Times are the host's clock, milliseconds since the epoch. */
export type Report =
	| { type: 'mark'; name: string; ms: number }
	| { type: 'gate'; name: string }
	| { type: 'note'; name: string }
	| { type: 'exit'; exit: number };

/** One lxc-checkpoint under way on a host, held at a gate until it is told to go on (see attendant-script.ts). */
export type Attendant = {
	/** Starts the command; all before it (ssh, shell, pipes) was done earlier, outside the blackout. */
	begin(): void;
	/** Waits for the gate or, if the command ends before it, its exit status. */
	gate(): Promise<{ reached: true } | { reached: false; exit: number }>;
	/** Resolves with the time of an action, or undefined if the command ended without it. */
	mark(name: string): Promise<number | undefined>;
	/** Whether the host noted something so far: `linked-files`, `init-alive`. */
	noted(name: string): boolean;
	/** Lets CRIU go on from its gate. */
	release(): void;
	/** Makes CRIU take back what it did: the tasks run on at the dump, are ended at the restore. */
	abort(): void;
	/** Ends a command that hangs, with all of its session, by the pid that attend.sh noted. */
	kill(): void;
	/** The exit status of the command; 255 if the link to its host broke. */
	exited: Promise<number>;
	/** Resolves when the command has ended, at once if it never began. */
	stopped(): Promise<void>;
};

const pingMs = 1000;

const parse = (line: string): Report | undefined => {
	const [type, ...rest] = line.split(' ');
	if (type === 'mark') return { type, name: rest[0] ?? '', ms: Number(rest[1]) / 1e6 };
	if (type === 'gate' || type === 'note') return { type, name: rest[0] ?? '' };
	if (type === 'exit') return { type, exit: Number(rest[0]) };
	return undefined;
};

/** Collects reports and lets several parties wait for the same one. */
const collector = () => {
	const seen: Report[] = [];
	const waiting = new Set<() => void>();
	const wake = () => {
		for (const look of [...waiting]) look();
	};
	return {
		seen,
		add(report: Report) {
			seen.push(report);
			wake();
		},
		until<Value>(find: (reports: Report[]) => Value | undefined): Promise<Value> {
			return new Promise((resolve) => {
				const look = () => {
					const value = find(seen);
					if (value === undefined) return;
					waiting.delete(look);
					resolve(value);
				};
				waiting.add(look);
				look();
			});
		},
	};
};

const exitOf = (reports: Report[]) => reports.find((report) => report.type === 'exit')?.exit;

/** Resolves when attend.sh is ready; rejects if it can't be started. */
const readiness = (child: Started, lines: AsyncIterable<string> & NodeJS.EventEmitter): Promise<void> =>
	new Promise((resolve, reject) => {
		lines.once('line', (line: string) => (line.startsWith('ready') ? resolve() : reject(new Error(line))));
		void child.then((result) =>
			reject(
				new Error(`the attendant ended at once: ${String(result.stderr ?? '') || `exit ${result.exitCode}`}`),
			),
		);
	});

/**
Starts attend.sh in `staging` for `argv`, which begins only with `begin()`. `onReport` sees everything as it comes.
`init` is the host's pid of the container's init, watched at the end of a dump.
*/
export const attend = async (
	host: Host,
	staging: string,
	phase: 'dump' | 'restore',
	argv: readonly string[],
	{ onReport = () => {}, init }: { onReport?: (report: Report) => void; init?: number | undefined } = {},
): Promise<Attendant> => {
	const child = host.start(['/bin/sh', `${staging}/attend.sh`, phase, String(init ?? ''), ...argv], {
		root: true,
	});
	const lines = createInterface({ input: child.stdout });
	const reports = collector();
	const say = (word: string) => {
		if (!child.stdin.destroyed && child.stdin.writable) child.stdin.write(`${word}\n`);
	};
	// A broken pipe is reported by the end of the child, which `exited` waits for.
	child.stdin.on('error', () => {});
	await readiness(child, lines);
	lines.on('line', (line) => {
		const report = parse(line);
		if (report === undefined) return;
		reports.add(report);
		onReport(report);
	});
	const pings = setInterval(() => say('wait'), pingMs);
	const ended = child.then((result) => {
		clearInterval(pings);
		if (exitOf(reports.seen) === undefined) reports.add({ type: 'exit', exit: result.exitCode ?? 255 });
	});
	const exited = reports.until(exitOf).then((exit) => {
		clearInterval(pings);
		child.stdin.end();
		return ended.then(() => exit);
	});
	let begun = false;
	return {
		begin() {
			begun = true;
			say('start');
		},
		async stopped() {
			// Its standard input ends: it leaves if it had nothing to do.
			if (!begun) child.stdin.end();
			await (begun ? exited : ended);
		},
		gate: () =>
			reports.until<{ reached: true } | { reached: false; exit: number }>((seen) => {
				if (seen.some((report) => report.type === 'gate')) return { reached: true };
				const exit = exitOf(seen);
				return exit === undefined ? undefined : { reached: false, exit };
			}),
		mark: (name) =>
			reports
				.until<{ ms?: number }>((seen) => {
					const found = seen.find((report) => report.type === 'mark' && report.name === name);
					if (found?.type === 'mark') return { ms: found.ms };
					return exitOf(seen) === undefined ? undefined : {};
				})
				.then(({ ms }) => ms),
		noted: (name) => reports.seen.some((report) => report.type === 'note' && report.name === name),
		release: () => say('go'),
		abort: () => say('abort'),
		kill: () => say('kill'),
		exited,
	};
};
