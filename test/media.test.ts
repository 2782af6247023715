// The pictures of the documents: all are there, small and of this version. That the stills show what the screens show is
// tested by test/screens/media.test.ts; the animation is made at a pace of its own, but passes through some of them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { scenes } from '../media/scenes.ts';
import { documents } from './docs.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const pictures = readdirSync(join(root, 'media')).filter((name) => name.endsWith('.svg'));
const picture = (name: string) => readFileSync(join(root, 'media', name), 'utf8');

test('there is a picture of each scene, one animation, and nothing else', () => {
	const wanted = [...scenes.map(({ name }) => name), 'migration'].map((name) => `${name}.svg`);
	expect(pictures.toSorted()).toEqual(wanted.toSorted());
});

test.each(pictures)('%s shows this version and is small: npm run media', (name) => {
	expect(picture(name)).toContain(`<metadata>lxc-ferry ${version}</metadata>`);
	expect(statSync(join(root, 'media', name)).size).toBeLessThan(150_000);
});

test.each(['picker', 'confirm', 'summary'])('the animation passes through %s: npm run media', (name) => {
	const texts = picture(`${name}.svg`).match(/<text x.*?<\/text>/g) ?? [];
	expect(texts.length).toBeGreaterThan(10);
	const animation = picture('migration.svg');
	expect(texts.filter((text) => !animation.includes(text))).toEqual([]);
});

test('the documents show pictures that exist', () => {
	const shown = documents.flatMap((file) =>
		[...readFileSync(file, 'utf8').matchAll(/\(([\w./-]*media\/[\w-]+\.\w+)\)/g)].map(([, path = '']) =>
			join(dirname(file), path),
		),
	);
	expect(shown.length).toBeGreaterThan(scenes.length);
	expect(shown.filter((path) => !existsSync(path))).toEqual([]);
});
