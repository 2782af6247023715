import type { SuspendTerminal } from 'ink';
import { exits } from '../model/error.ts';

/** How the screens ended. `quiet`: the terminal is gone, nothing can be said any more. */
export type Ending = { exit: number; quiet: boolean };

type Streams = { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream };

/** 128 and the number of the signal, as a shell reports it. */
const signals = { SIGINT: exits.cancelled, SIGTERM: 143, SIGHUP: 129 } as const;

/** How long a stopped process group may take to be really stopped; from then on our own timer waits too. */
const stopMs = 50;

/** How long the size must rest before everything is drawn anew. */
const restMs = 120;

/**
Everything that ends or interrupts the screens comes together here: keys, signals, a closed terminal. The first one
wins, and `ended` is what the one way out waits for.
*/
export class Lifecycle {
	readonly ended: Promise<Ending>;
	readonly #end: (ending: Ending) => void;
	readonly #streams: Streams;
	readonly #undo: (() => void)[] = [];
	#suspendTerminal: SuspendTerminal | undefined;
	#suspended = false;

	constructor(streams: Streams) {
		const { promise, resolve } = Promise.withResolvers<Ending>();
		this.ended = promise;
		this.#end = resolve;
		this.#streams = streams;
	}

	/** Begins to listen. */
	start(): void {
		for (const [signal, exit] of Object.entries(signals)) {
			this.#on(process, signal, () => this.#end({ exit, quiet: signal === 'SIGHUP' }));
		}
		this.#on(process, 'SIGTSTP', this.suspend);
		// Stopped from outside, the shell may have changed the terminal and written on it: take it back.
		this.#on(process, 'SIGCONT', this.redraw);
		this.#watchSize();
		const gone = () => this.#end({ exit: signals.SIGHUP, quiet: true });
		const { stdin, stdout } = this.#streams;
		this.#on(stdin, 'end', gone);
		this.#on(stdin, 'close', gone);
		this.#on(stdin, 'error', gone);
		this.#on(stdout, 'error', gone);
		this.#on(stdout, 'close', gone);
	}

	/** Stops listening; a late error of a dead terminal is still not worth a crash. */
	stop(): void {
		for (const undo of this.#undo.splice(0)) undo();
		const { stdin, stdout } = this.#streams;
		stdin.on('error', () => undefined);
		stdout.on('error', () => undefined);
	}

	readonly leave = (exit: number): void => this.#end({ exit, quiet: false });

	readonly register = (suspendTerminal: SuspendTerminal): void => {
		this.#suspendTerminal = suspendTerminal;
	};

	/** Ctrl-Z: gives the terminal back to the shell and stops the whole process group, as the terminal itself would. */
	readonly suspend = (): void => {
		void this.#away(async () => {
			process.off('SIGTSTP', this.suspend);
			process.kill(0, 'SIGTSTP');
			await new Promise((resolve) => setTimeout(resolve, stopMs));
			process.on('SIGTSTP', this.suspend);
		});
	};

	/** Draws everything anew, whatever is on the terminal, by giving it away and taking it back. */
	readonly redraw = (): void => {
		void this.#away(async () => undefined);
	};

	/** A size that changed and came back at once is no change to Node and Ink, but the terminal has lost its rows. */
	#watchSize(): void {
		const { stdout } = this.#streams;
		const size = () => `${stdout.columns}x${stdout.rows}`;
		let known = size();
		let resting: NodeJS.Timeout | undefined;
		this.#on(process, 'SIGWINCH', () => {
			clearTimeout(resting);
			if (size() === known) resting = setTimeout(this.redraw, restMs);
			known = size();
		});
		this.#undo.push(() => clearTimeout(resting));
	}

	async #away(meanwhile: () => Promise<void>): Promise<void> {
		if (this.#suspended || this.#suspendTerminal === undefined) return;
		this.#suspended = true;
		try {
			await this.#suspendTerminal(meanwhile);
		} finally {
			this.#suspended = false;
		}
	}

	#on(emitter: NodeJS.EventEmitter, event: string, listener: () => void): void {
		emitter.on(event, listener);
		this.#undo.push(() => emitter.off(event, listener));
	}
}
