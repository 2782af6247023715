// Which program and which faults a run of the matrix was of.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../paths.ts';

/** One word for names and contents, in whatever order they were read. */
export const digestOf = (files: ReadonlyMap<string, string>): string => {
	const hash = createHash('sha256');
	for (const name of [...files.keys()].toSorted()) {
		const text = files.get(name) ?? '';
		// With its length, so that no text can be mistaken for the next name.
		hash.update(`${name}\n${Buffer.byteLength(text)}\n${text}`);
	}
	return hash.digest('hex').slice(0, 16);
};

/** What decides how a migration ends: the engine, what it does on hosts, and the faults themselves. */
export const testedFiles = (top = checkout): Map<string, string> =>
	new Map(
		['source/engine', 'source/hosts', 'test/lab/faults'].flatMap((folder) =>
			readdirSync(join(top, folder), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry): [string, string] => {
					const path = join(entry.parentPath, entry.name);
					return [path.slice(top.length + 1), readFileSync(path, 'utf8')];
				}),
		),
	);
