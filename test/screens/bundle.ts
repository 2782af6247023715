import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { build } from 'esbuild';

const fixture = join(import.meta.dirname, 'fixture.tsx');

/** Bundles the fixture program, or another one, into a directory of its own and gives its path. */
export const bundleFixture = async (directory?: string, entry = fixture): Promise<string> => {
	const outdir = directory ?? (await mkdtemp(join(tmpdir(), 'lxc-ferry-screens-')));
	await build({
		entryPoints: [entry],
		outdir,
		outExtension: { '.js': '.mjs' },
		bundle: true,
		splitting: true,
		platform: 'node',
		format: 'esm',
		target: 'node22',
		jsx: 'automatic',
		define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', fetch: 'undefined' },
		external: ['react-devtools-core'],
		banner: {
			js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
		},
		logLevel: 'error',
	});
	return join(outdir, `${parse(entry).name}.mjs`);
};

if (import.meta.main) console.log(await bundleFixture(process.argv[2]));
