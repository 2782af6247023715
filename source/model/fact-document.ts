import { printable } from './text.ts';

/** One part of what a fact script printed. */
export type Section = { key: string; lines: readonly string[]; endsWithNewline: boolean };

export type FactDocument = {
	sections: readonly Section[];
	/** Whether the script reached its end. */
	complete: boolean;
};

/** Far above what the scripts print (their own limits add up to some 20 MB); a host can't make us hold more. */
const longest = 64_000_000;
const mostSections = 20_000;

/** Sections whose text is used as it is, not only shown: files. Their readers clean what they show. */
const exact: ReadonlySet<string> = new Set(['file']);

/**
Reads the document of a fact script (source/hosts/facts-script.ts). `=key` begins a section, a line behind one blank is
its content, an empty line says that the content ended with a line feed; anything else (a banner of ssh, a
warning) is passed over. Never throws.
*/
export const parseDocument = (text: string): FactDocument => {
	const sections: { key: string; lines: string[]; endsWithNewline: boolean }[] = [];
	let complete = false;
	let open: (typeof sections)[number] | undefined;
	let clean = printable;
	for (const line of text.slice(0, longest).split('\n')) {
		if (line.startsWith(' ')) {
			open?.lines.push(clean(line.slice(1)));
		} else if (line === '') {
			if (open) open.endsWithNewline = true;
		} else if (line === '=end') {
			complete = true;
			break;
		} else if (line.startsWith('=') && sections.length < mostSections) {
			open = { key: printable(line.slice(1)), lines: [], endsWithNewline: false };
			clean = exact.has(open.key) ? (content) => content : printable;
			sections.push(open);
		}
	}
	return { sections, complete };
};

/** All lines by key; sections of the same key follow each other. */
export const linesByKey = ({ sections }: FactDocument): Map<string, readonly string[]> => {
	const byKey = new Map<string, string[]>();
	for (const { key, lines } of sections) {
		if (key === 'file') continue;
		const known = byKey.get(key);
		if (known) for (const line of lines) known.push(line);
		else byKey.set(key, [...lines]);
	}
	return byKey;
};

/** The texts of the files in a document, by path. */
export const filesOf = ({ sections }: FactDocument): Map<string, string> => {
	const files = new Map<string, string>();
	for (const { key, lines, endsWithNewline } of sections) {
		const [path, ...content] = lines;
		if (key !== 'file' || path === undefined) continue;
		files.set(path, content.length === 0 ? '' : content.join('\n') + (endsWithNewline ? '\n' : ''));
	}
	return files;
};

/** A whole number as the kernel prints it, or undefined. */
export const whole = (text: string | undefined): number | undefined =>
	text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;

type Defined<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> };

/** Leaves out what is undefined: with exact optional types an absent field and an undefined one differ. */
export const defined = <Shape extends object>(fields: Shape): Defined<Shape> =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Shape>;
