/** What a word is, not how it looks; the one place that maps it to a colour is `commands/terminal.ts`. */
export type Tone = 'good' | 'bad' | 'warning' | 'note' | 'quiet' | 'strong';

/** What a report needs to know of the place it is written to. */
export type Look = {
	/** Infinity where nothing limits it, as in a file. */
	columns: number;
	/** Whether characters beyond ASCII can be shown. */
	unicode: boolean;
	paint(tone: Tone, text: string): string;
};

/** Without colour: for tests, files and pipes. */
export const bare = (columns = 80, unicode = true): Look => ({ columns, unicode, paint: (_, text) => text });

/** Characters with their ASCII stand-ins. */
export const sign = (look: Look) =>
	look.unicode
		? { arrow: '→', dash: '–', dot: '·', bar: '█', half: '▌', ellipsis: '…' }
		: { arrow: '->', dash: '-', dot: '-', bar: '#', half: '#', ellipsis: '...' };
