import { canonicalKey, clears, isList, retiredKeys } from './config-keys.ts';

/** One setting as it stands in a file. */
export type ConfigEntry = {
	/** The present name of the key, `lxc.tty.max` for `lxc.tty`. */
	key: string;
	writtenKey: string;
	value: string;
	file: string;
	/** From 1. */
	line: number;
};

/** What LXC would stumble over. */
export type ConfigProblem = {
	kind: 'missing-file' | 'missing-include' | 'include-loop' | 'not-a-setting' | 'retired-key';
	file: string;
	line: number;
	text: string;
};

export type Config = {
	path: string;
	/** The settings in force, in the order in which LXC met them; cleared ones are gone. */
	entries: readonly ConfigEntry[];
	/** Every file that was read, the main one first. */
	files: readonly string[];
	problems: readonly ConfigProblem[];
	/** The setting in force for a key that holds one value, or the last of a list. */
	get(key: string): ConfigEntry | undefined;
	getAll(key: string): readonly ConfigEntry[];
};

/** LXC gives up long before; this only keeps a hostile tree of includes bounded. */
const mostFiles = 1000;
const mostEntries = 100_000;
const deepest = 50;

/** One slash between names, none at the end, as `lxc_deslashify` in src/lxc/string_utils.c does it. */
export const tidyPath = (path: string): string => {
	const single = path.replace(/\/+/g, '/');
	return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
};

type Line = { text: string; line: number };

/** LXC splits at CR and LF and stops at NUL (src/lxc/parse.c); lines are counted by LF, as editors do. */
const linesOf = (text: string): Line[] => {
	const end = text.indexOf('\0');
	return (end === -1 ? text : text.slice(0, end))
		.split('\n')
		.flatMap((piece, index) => piece.split('\r').map((part) => ({ text: part, line: index + 1 })));
};

const trim = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');

const unquoted = (value: string): string => {
	const quote = value[0];
	return value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote)
		? value.slice(1, -1)
		: value;
};

/** Key and value of a line, `undefined` for a comment or a line that LXC ignores, text without `=` as a problem. */
export const parseLine = (text: string): { key: string; value: string } | 'invalid' | undefined => {
	const line = text.replace(/^[ \t]+/, '');
	if (!line.startsWith('lxc.')) return undefined;
	const equals = line.indexOf('=');
	if (equals === -1) return 'invalid';
	return { key: trim(line.slice(0, equals)), value: unquoted(trim(line.slice(equals + 1))) };
};

class Reader {
	entries: ConfigEntry[] = [];
	readonly problems: ConfigProblem[] = [];
	readonly read: string[] = [];
	#network = -1;
	readonly #files: ReadonlyMap<string, string>;

	constructor(files: ReadonlyMap<string, string>) {
		this.#files = new Map(
			[...files].map(([path, text]) => [path.endsWith('/') ? path : tidyPath(path), text]),
		);
	}

	file(path: string, open: readonly string[]): void {
		const text = this.#files.get(path);
		if (text === undefined || this.read.length >= mostFiles) return;
		this.read.push(path);
		for (const { text: content, line } of linesOf(text)) {
			if (this.entries.length >= mostEntries) return;
			const parsed = parseLine(content);
			if (parsed === undefined) continue;
			if (parsed === 'invalid') this.problem('not-a-setting', path, line, content);
			else this.setting(parsed.key, parsed.value, path, line, [...open, path]);
		}
	}

	setting(writtenKey: string, value: string, file: string, line: number, open: readonly string[]): void {
		if (writtenKey === 'lxc.network.type' && value !== '') this.#network++;
		if (retiredKeys.has(writtenKey)) this.problem('retired-key', file, line, writtenKey);
		const key = canonicalKey(writtenKey, this.#network);
		if (key === 'lxc.include') {
			if (value !== '') this.include(value, file, line, open);
			return;
		}
		if (value === '') this.entries = this.entries.filter((entry) => !clears(key, entry.key));
		else {
			// `lxc.cap.keep = none` empties the list as well (add_cap_entry in confile.c).
			if (!isList(key) || (key === 'lxc.cap.keep' && value === 'none'))
				this.entries = this.entries.filter((entry) => entry.key !== key);
			this.entries.push({ key, writtenKey, value, file, line });
		}
	}

	include(value: string, file: string, line: number, open: readonly string[]): void {
		const path = tidyPath(value);
		if (open.includes(path) || open.length >= deepest) this.problem('include-loop', file, line, value);
		else if (this.#files.has(path) && !value.endsWith('/')) this.file(path, open);
		else {
			const directory = path === '/' ? '/' : `${path}/`;
			const inside = [...this.#files.keys()].filter(
				(name) =>
					name.startsWith(directory) &&
					!name.slice(directory.length).includes('/') &&
					/^.+\.conf$/.test(name.slice(directory.length)),
			);
			for (const name of inside) if (!open.includes(name)) this.file(name, open);
			// A directory that is not there counts as an empty one in LXC; a file that is not there is an error.
			const known = inside.length > 0 || this.#files.has(directory) || value.endsWith('/');
			if (!known) this.problem('missing-include', file, line, value);
		}
	}

	problem(kind: ConfigProblem['kind'], file: string, line: number, text: string): void {
		if (this.problems.length < mostFiles) this.problems.push({ kind, file, line, text });
	}
}

/**
Reads an LXC configuration as LXC does (lxc.container.conf(5), src/lxc/confile.c): includes in place, repeated
keys, keys emptied by an empty value, and the names of LXC 1 and 2 under their present names. `files` holds the
texts by path; an included directory is known by its files or by an entry whose path ends with a slash. Never throws.
*/
export const readConfig = (mainPath: string, files: ReadonlyMap<string, string>): Config => {
	const path = tidyPath(mainPath);
	const reader = new Reader(files);
	reader.file(path, []);
	if (reader.read.length === 0) reader.problem('missing-file', path, 0, path);
	const { entries } = reader;
	return {
		path,
		entries,
		files: reader.read,
		problems: reader.problems,
		get: (key) => entries.findLast((entry) => entry.key === key),
		getAll: (key) => entries.filter((entry) => entry.key === key),
	};
};
