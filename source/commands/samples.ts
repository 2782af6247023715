import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '../model/text.ts';
import { unknownWord, usageError } from './usage-error.ts';

/** Recordings lie in dist/samples; unbundled, where the tests keep them. */
const places = (): string[] => {
	const here = dirname(fileURLToPath(import.meta.url));
	const up = ['.', '..', '../..'].map((way) => join(here, way));
	return up.flatMap((dir) => [join(dir, 'samples'), join(dir, 'test/recorded/journals')]);
};

const suffix = '.ndjson';

/** The recordings that come with the program, by name. */
export const samples = (): Map<string, string> => {
	const dir = places().find((place) => existsSync(place));
	const files = dir === undefined ? [] : readdirSync(dir).filter((file) => file.endsWith(suffix));
	return new Map(files.toSorted().map((file) => [file.slice(0, -suffix.length), join(dir as string, file)]));
};

/** The journal of a recording; throws a `FerryError` that names those there are. */
export const samplePath = (name: string): string => {
	const known = samples();
	const path = known.get(name);
	if (path !== undefined) return path;
	if (known.size === 0)
		throw usageError('No recordings came with this copy of the program', 'It was built without them.', [
			'Play one of your own: lxc-ferry replay last',
		]);
	throw unknownWord(
		`There is no recording "${printable(name)}"`,
		name,
		[...known.keys()],
		'Example: --sample migrated',
	);
};
