import { globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Read = { text(path: string): string | undefined; files(pattern: string): string[] };

const disk: Read = {
	text: (path) => {
		try {
			return readFileSync(path, 'utf8');
		} catch {
			return undefined;
		}
	},
	files: (pattern) => globSync(pattern).toSorted(),
};

/** ssh_config(5) allows Include in an included file; ssh itself stops at this depth. */
const deepest = 16;

const words = (rest: string): string[] =>
	[...rest.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');

/** The names that `Host` lines give, without patterns; files that can't be read are passed over, as ssh does. */
export const hostsOf = (path: string, home = homedir(), read: Read = disk, depth = 0): string[] => {
	const lines = (depth > deepest ? undefined : read.text(path))?.split('\n') ?? [];
	return lines.flatMap((line) => {
		const [, keyword = '', rest = ''] = /^\s*([a-z]+)(?:\s+|\s*=\s*)(.*)$/i.exec(line) ?? [];
		const values = words(rest.replace(/\s+#.*$/, ''));
		if (keyword.toLowerCase() === 'host')
			return values.filter((name) => !/[*?!]/.test(name) && !name.startsWith('-'));
		if (keyword.toLowerCase() !== 'include') return [];
		return values
			.map((name) => name.replace(/^~(?=\/)/, home))
			.flatMap((name) => read.files(isAbsolute(name) ? name : join(home, '.ssh', name)))
			.flatMap((file) => hostsOf(file, home, read, depth + 1));
	});
};
