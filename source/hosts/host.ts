import type { Result, RunOptions, Started } from './command.ts';

/** A machine that commands run on: this one, or one that ssh reaches. */
export type Host = {
	/** As the user named it. */
	readonly name: string;
	readonly local: boolean;
	/**
	Runs a command to its end. Rejects with a FerryError only if the host can't be reached; a command that
	fails says so by `exit`.
	*/
	run(argv: readonly string[], options?: RunOptions): Promise<Result>;
	/** Starts a command with pipes; it is told of our end by the end of its standard input. */
	start(argv: readonly string[], options?: { root?: boolean }): Started;
	/** The local command line that runs `argv` there; what `run` and `start` use. */
	command(argv: readonly string[], options?: { root?: boolean }): string[];
	/** The ssh command line without destination, for rsync's -e and for tunnels; undefined for this machine. */
	readonly ssh?: readonly string[];
	/** What ssh is told to reach; undefined for this machine. */
	readonly destination?: string;
	close(): Promise<void>;
};
