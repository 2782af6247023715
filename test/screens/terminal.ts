import * as pty from '@lydell/node-pty';
import headless from '@xterm/headless';

type Size = { columns: number; rows: number };

type Options = Size & {
	command: string;
	args: readonly string[];
	env?: Record<string, string | undefined>;
};

const environment = (extra: Record<string, string | undefined> = {}): Record<string, string> => {
	const base = {
		PATH: process.env.PATH ?? '',
		HOME: '/tmp',
		TERM: 'xterm-256color',
		LANG: 'C.UTF-8',
		...extra,
	};
	return Object.fromEntries(
		Object.entries(base).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);
};

/** A program in a real pty, with a terminal that understands what it draws. Nothing here sleeps: it waits for screens. */
export class TestTerminal {
	readonly exited: Promise<{ exitCode: number; signal?: number | undefined }>;
	/** Everything the program wrote, as it came. */
	raw = '';
	readonly #pty: pty.IPty;
	readonly #screen: InstanceType<typeof headless.Terminal>;
	readonly #waiting = new Set<() => void>();

	constructor({ command, args, columns, rows, env }: Options) {
		this.#screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
		this.#pty = pty.spawn(command, [...args], {
			cols: columns,
			rows,
			name: 'xterm-256color',
			cwd: '/tmp',
			env: environment(env),
		});
		this.#pty.onData((data) => {
			this.raw += data;
			this.#screen.write(data, () => {
				for (const look of this.#waiting) look();
			});
		});
		// Answers of the terminal itself, such as to a question for its position.
		this.#screen.onData((data) => this.#pty.write(data));
		// What it wrote last is on the screen first: the screen reads in the background.
		this.exited = new Promise((resolve) =>
			this.#pty.onExit((end) => this.#screen.write('', () => resolve(end))),
		);
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** What is on the terminal, cell by cell. */
	get buffer(): headless.IBuffer {
		return this.#screen.buffer.active;
	}

	/** The rows in sight, without blanks at their ends. */
	text(): string {
		const buffer = this.#screen.buffer.active;
		const lines = Array.from({ length: this.#screen.rows }, (_, row) =>
			(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
		);
		return lines.join('\n').trimEnd();
	}

	get isAlternate(): boolean {
		return this.#screen.buffer.active.type === 'alternate';
	}

	write(text: string): void {
		this.#pty.write(text);
	}

	resize({ columns, rows }: Size): void {
		this.#screen.resize(columns, rows);
		this.#pty.resize(columns, rows);
	}

	kill(signal: NodeJS.Signals): void {
		process.kill(this.#pty.pid, signal);
	}

	/** Waits until the screen is as wanted; the error shows what was there instead. */
	async see(wanted: string | RegExp | ((screen: string) => boolean), timeoutMs = 10_000): Promise<string> {
		const matches = (screen: string) =>
			typeof wanted === 'string'
				? screen.includes(wanted)
				: wanted instanceof RegExp
					? wanted.test(screen)
					: wanted(screen);
		return new Promise((resolve, reject) => {
			const done = () => {
				clearTimeout(timer);
				this.#waiting.delete(look);
			};
			const look = () => {
				const screen = this.text();
				if (!matches(screen)) return;
				done();
				resolve(screen);
			};
			const timer = setTimeout(() => {
				done();
				reject(
					new Error(
						`Never saw ${typeof wanted === 'function' ? 'what was wanted' : wanted} but:\n${this.text()}`,
					),
				);
			}, timeoutMs);
			this.#waiting.add(look);
			look();
		});
	}

	/** Waits until nothing was written for a while; only for making goldens and measuring. */
	async quiet(ms = 400): Promise<void> {
		for (let length = -1; length !== this.raw.length; ) {
			length = this.raw.length;
			await new Promise((resolve) => setTimeout(resolve, ms));
		}
	}

	/** Closes the terminal under the program, as a dropped connection does. */
	hangUp(): void {
		(this.#pty as unknown as { destroy(): void }).destroy();
	}

	close(): void {
		try {
			this.#pty.kill('SIGKILL');
		} catch (error) {
			// It has ended already.
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}
}
