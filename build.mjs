import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

// Bundles the program: Node starts a few files much faster than the hundreds that Ink consists of.

/** What packages load and this program never uses, by what it is replaced with. */
const unused = new Map([
	// Ink's, when DEV=true; it is not installed.
	['react-devtools-core', 'export default { initialize() {}, connectToDevTools() {} };'],
	// conf's validator, for its option `schema`: 3 MB of memory, and more time than all the rest of a start.
	['ajv/dist/2020.js', 'export const Ajv2020 = undefined;'],
	['ajv-formats', 'export default undefined;'],
]);

const withoutUnused = {
	name: 'without-unused',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^(react-devtools-core|ajv\/dist\/2020\.js|ajv-formats)$/ }, ({ path }) => ({
			path,
			namespace: 'unused',
		}));
		onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({ contents: unused.get(path) }));
	},
};

/** CommonJS packages call require() for built-in modules; an ES module has none of its own. */
const requireForCommonJs =
	"import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const packageJson = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The licences of everything that was bundled: MIT and its like ask for them to be passed on. */
const licences = (inputs) => {
	const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
	const texts = [...new Set(folders.filter(Boolean))].toSorted().map((folder) => {
		const { name, version, license } = packageJson(folder);
		const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
		const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
		return `${name} ${version}\n\n${text}\n`;
	});
	return texts.join(`\n${'-'.repeat(80)}\n\n`);
};

/** Writes the bundle to `outdir` and gives esbuild's metafile: what came from where. */
export const bundle = async (outdir, root = import.meta.dirname) => {
	rmSync(outdir, { recursive: true, force: true });
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: ['source/cli.ts'],
		outdir,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node22',
		chunkNames: 'chunks/[name]-[hash]',
		minifySyntax: true,
		// The text of a program stays in memory; names stay whole, for whoever reads a stack trace.
		minifyWhitespace: true,
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
		plugins: [withoutUnused],
		define: {
			'process.env.NODE_ENV': '"production"',
			// Yoga would read its own WebAssembly, a data: URL, with fetch, and Node's fetch takes 10 MB.
			fetch: 'undefined',
			'process.env.LXC_FERRY_VERSION': JSON.stringify(packageJson(root).version),
		},
		banner: { js: requireForCommonJs },
	});
	// What `replay --sample` plays; the tests use the same recordings.
	const recorded = join(root, 'test/recorded/journals');
	if (existsSync(recorded)) cpSync(recorded, join(outdir, 'samples'), { recursive: true });
	const entry = join(outdir, 'cli.js');
	writeFileSync(entry, `#!/usr/bin/env node\n${readFileSync(entry, 'utf8')}`);
	chmodSync(entry, 0o755);
	writeFileSync(
		join(outdir, 'licences.txt'),
		licences(Object.keys(metafile.inputs).map((path) => join(root, path))),
	);
	return metafile;
};

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
	await bundle(join(import.meta.dirname, 'dist'));
}
