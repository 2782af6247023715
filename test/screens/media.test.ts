// The pictures of README and docs/screens.md are of these screens: `npm run media` makes them anew.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScene, photographed } from '../../media/photograph.ts';
import { scenes } from '../../media/scenes.ts';
import { bundleFixture } from './bundle.ts';

const media = join(import.meta.dirname, '../../media');
let directory = '';
let program = '';

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'lxc-ferry-media-'));
	program = await bundleFixture(directory, join(media, 'program.tsx'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.each(scenes)('$name.svg is what the screen shows: npm run media', async (scene) => {
	const wanted = readFileSync(join(media, `${scene.name}.svg`), 'utf8');
	const terminal = await openScene(program, scene);
	try {
		const picture = () => photographed(terminal, scene.description);
		// A frame can arrive in pieces.
		await terminal.see(() => picture() === wanted, 3000).catch(() => undefined);
		expect(picture()).toBe(wanted);
	} finally {
		terminal.close();
	}
});
