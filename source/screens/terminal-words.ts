import { printable } from '../model/text.ts';

/** What is said to the terminal itself, beside the frames. Each is a sequence that moves no cursor. */
export type TerminalWords = {
	title(text: string): void;
	/** A notification for whoever looks elsewhere. */
	notify(text: string): void;
	/** Puts the old title back. */
	end(): void;
};

/** Terminals that print what they don't understand get nothing. */
const mute = new Set(['linux', 'dumb', 'vt100', 'vt220', 'ansi', 'cons25']);

export const terminalWords = (write: (text: string) => void, term: string | undefined): TerminalWords => {
	if (term === undefined || mute.has(term)) {
		return { title: () => undefined, notify: () => write('\u0007'), end: () => undefined };
	}
	let shown: string | undefined;
	return {
		title(text) {
			if (text === shown) return;
			// The first title is pushed on the terminal's own stack of titles, from where `end` takes it back.
			write(`${shown === undefined ? '\u001b[22;0t' : ''}\u001b]0;${printable(text).slice(0, 100)}\u0007`);
			shown = text;
		},
		notify(text) {
			write(`\u001b]9;${printable(text).slice(0, 200)}\u0007\u0007`);
		},
		end() {
			if (shown !== undefined) write('\u001b]0;\u0007\u001b[23;0t');
			shown = undefined;
		},
	};
};
