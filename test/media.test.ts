// README's pictures. Not their pixels, which depend on the machine's pace, but that they are of this version.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const pictures = readdirSync(join(root, 'media')).filter((name) => name.endsWith('.svg'));

test('there are pictures of the main screens and one animation', () => {
	expect(pictures.toSorted()).toEqual(
		['checklist', 'confirm', 'finding', 'migration', 'picker', 'progress', 'summary'].map(
			(name) => `${name}.svg`,
		),
	);
});

test.each(pictures)('%s shows this version and is small: npm run media', (name) => {
	const file = join(root, 'media', name);
	expect(readFileSync(file, 'utf8')).toContain(`<metadata>lxc-ferry ${version}</metadata>`);
	expect(statSync(file).size).toBeLessThan(150_000);
});

test('README shows pictures that exist', () => {
	const shown = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\((media\/[\w-]+\.\w+)\)/g)];
	expect(shown.length).toBeGreaterThan(0);
	for (const [, path = ''] of shown) expect(existsSync(join(root, path)), path).toBe(true);
});
