// Plain JavaScript for whatever Node.js the machine has: brings the project's own Node.js and packages, then
// hands over to the script named on the command line. Everything else in test/ is TypeScript.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...rest] = process.argv.slice(2);

const stop = (what, next) => {
	console.error(`\n${what}\n  → ${next}\n`);
	process.exit(1);
};

if (process.platform !== 'linux') {
	stop(`This needs Linux; here is ${process.platform}.`, 'Run it on a Debian machine or in a virtual one.');
}
if (process.getuid() !== 0) {
	stop(
		'This needs root: it makes network namespaces, mounts and containers.',
		'Run it as root, or with sudo.',
	);
}

const stamp = join(top, 'node_modules', '.lxc-ferry-packages');
const wanted = createHash('sha256')
	.update(readFileSync(join(top, 'package-lock.json')))
	.digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
	console.error('Installing the npm packages …');
	const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: top,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	if (npm.status !== 0)
		stop('npm could not install the packages.', 'Is the npm registry reachable from here? Try: npm ping');
	writeFileSync(stamp, wanted);
}

const node = join(top, 'node_modules', 'node', 'bin', 'node');
if (!existsSync(node)) {
	stop(
		'The npm package "node" brought no Node.js for this machine.',
		`Install Node.js 22 or newer and run: node ${script}`,
	);
}
const run = spawnSync(node, [join(top, script), ...rest], { cwd: top, stdio: 'inherit' });
process.exit(run.status ?? 1);
