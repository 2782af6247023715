import { execa, type Options } from 'execa';

/** What came of a command. `exit` is 128 + signal for one that a signal ended, as a shell reports it. */
export type Result = { exit: number; stdout: string; stderr: string; ms: number };

export type RunOptions = {
	/** Given to standard input; without it standard input is empty. */
	input?: string | Uint8Array;
	/** The command is ended after this; `exit` is then 124, as of timeout(1). */
	timeoutMs?: number;
	/** Run as root: directly, or by `sudo -n`. */
	root?: boolean;
	signal?: AbortSignal | undefined;
};

const base = {
	reject: false,
	stripFinalNewline: false,
	maxBuffer: 64 * 1024 * 1024,
	// Ends a command that ignores SIGTERM, so that none outlives its time limit for long.
	forceKillAfterDelay: 2000,
} as const satisfies Options;

const signalNumbers: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGPIPE: 13, SIGTERM: 15 };

/** Runs a command of this machine to its end. Never rejects: a command that can't be started has exit 127. */
export const runHere = async (argv: readonly string[], options: RunOptions = {}): Promise<Result> => {
	const [file = '', ...rest] = argv;
	const result = await execa(file, rest, {
		...base,
		...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
		...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
		...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
	});
	const exit = result.timedOut
		? 124
		: (result.exitCode ?? (result.signal ? 128 + (signalNumbers[result.signal] ?? 0) : 127));
	const started = result.exitCode !== undefined || result.signal !== undefined || result.timedOut;
	return {
		exit,
		stdout: String(result.stdout ?? ''),
		stderr: started ? String(result.stderr ?? '') : String(result.cause ?? result.shortMessage),
		ms: Math.round(result.durationMs),
	};
};

/**
Starts a command of this machine with pipes on its standard streams. It is not ended with this process: what it
does when its standard input closes is its own decision.
*/
export const startHere = (argv: readonly string[]) => {
	const [file = '', ...rest] = argv;
	return execa(file, rest, {
		...base,
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		buffer: false,
		cleanup: false,
		detached: true,
	});
};

export type Started = ReturnType<typeof startHere>;
