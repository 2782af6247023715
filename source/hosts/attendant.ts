import { createInterface } from 'node:readline';
import type { Started } from './command.ts';
import type { Host } from './host.ts';

/** What the attendant reports, in order. Times are milliseconds since the epoch. */
export type Report =
	| { type: 'mark'; name: string; ms: number }
	| { type: 'gate'; name: string }
	| { type: 'note'; name: string }
	| { type: 'checked'; exit: number }
	| { type: 'time'; ms: number }
	| { type: 'exit'; exit: number };

/** How often the clocks are compared; the fastest answer counts. */
const timeTries = 5;

/** One lxc-checkpoint under way on a host, held at a gate until it is told to go on (see attendant-script.ts). */
export type Attendant = {
	/** How far its host's clock is ahead of ours; all reports are in our time already. */
	readonly skewMs: number;
	/** Starts the command; all before it (ssh, shell, pipes) was done earlier, outside the blackout. */
	begin(): void;
	/** Waits for a gate or, if the command ends before it, its exit status. Without a name: CRIU's own, all but `criu`. */
	gate(name?: string): Promise<{ reached: true } | { reached: false; exit: number }>;
	/** Runs check.sh beside the command: is the image whole and on disk? Resolves with its exit status. */
	check(): Promise<number>;
	/** Resolves with the time of an action, or undefined if the command ended without it. */
	mark(name: string): Promise<number | undefined>;
	/** Whether the host noted something so far: `linked-files`, `init-alive`. */
	noted(name: string): boolean;
	/** Whether the command has ended already; at a gate it should not have. */
	over(): boolean;
	/** Lets CRIU go on from its gate. */
	release(): void;
	/** Lets CRIU serve the memory that it kept (post-copy), while the container stays frozen. */
	serve(): void;
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

/** Reads a line of attend.sh; undefined for any other. */
export const parseReport = (line: string): Report | undefined => {
	const [type, ...rest] = line.split(' ');
	if (type === 'mark') return { type, name: rest[0] ?? '', ms: Number(rest[1]) / 1e6 };
	if (type === 'time') return { type, ms: Number(rest[0]) / 1e6 };
	if (type === 'gate' || type === 'note') return { type, name: rest[0] ?? '' };
	if (type === 'exit' || type === 'checked') return { type, exit: Number(rest[0]) };
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
Asks for the time and halves the way: the error is less than half of the fastest answer's time. Where the link ends,
nothing answers any more.
*/
const clockSkew = async (
	lines: NodeJS.EventEmitter,
	ask: () => void,
	over: PromiseLike<unknown>,
): Promise<number> => {
	let best = { way: Number.POSITIVE_INFINITY, skew: 0 };
	for (let attempt = 0; attempt < timeTries; attempt++) {
		const asked = performance.timeOrigin + performance.now();
		ask();
		const report = await new Promise<Report | undefined>((resolve) => {
			lines.once('line', (line: string) => resolve(parseReport(line)));
			void over.then(() => resolve(undefined));
		});
		const now = performance.timeOrigin + performance.now();
		if (report?.type !== 'time') break;
		if (now - asked < best.way) best = { way: now - asked, skew: report.ms - (asked + now) / 2 };
	}
	return best.skew;
};

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
	const skewMs = host.local ? 0 : await clockSkew(lines, () => say('time'), child);
	lines.on('line', (line) => {
		const report = parseReport(line);
		if (report === undefined) return;
		if (report.type === 'mark') report.ms -= skewMs;
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
		skewMs,
		begin() {
			begun = true;
			say('start');
		},
		async stopped() {
			// Its standard input ends: it leaves if it had nothing to do.
			if (!begun) child.stdin.end();
			await (begun ? exited : ended);
		},
		check() {
			say('check');
			return reports.until((seen) => seen.find((report) => report.type === 'checked')?.exit ?? exitOf(seen));
		},
		gate: (name) =>
			reports.until<{ reached: true } | { reached: false; exit: number }>((seen) => {
				const found = seen.some(
					(report) =>
						report.type === 'gate' && (name === undefined ? report.name !== 'criu' : report.name === name),
				);
				if (found) return { reached: true };
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
		over: () => exitOf(reports.seen) !== undefined,
		release: () => say('go'),
		serve: () => say('serve'),
		abort: () => say('abort'),
		kill: () => say('kill'),
		exited,
	};
};
