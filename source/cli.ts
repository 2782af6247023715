import module from 'node:module';

// Measured: everything that is imported before this line is paid for by `--version`. Keep it so (test/cli.test.ts).
const [first, ...more] = process.argv.slice(2);

if (Number.parseInt(process.versions.node, 10) < 22) {
	process.stderr.write(`lxc-ferry needs Node.js 22.13 or newer; this is ${process.version}.\n`);
	process.exitCode = 1;
} else if ((first === '--version' || first === '-v') && more.length === 0) {
	process.stdout.write(`${process.env['LXC_FERRY_VERSION'] ?? 'development'}\n`);
} else {
	module.enableCompileCache?.();
	// A program that mostly waits: memory counts for more than speed. Measured with a migration and its screen: 20 MB
	// less without the optimising compilers, 7 MB with a young generation that doesn't grow. Node 22 to 26 read these
	// while they run; not so those of the collector's threads, which end in a crash here.
	const { setFlagsFromString } = await import('node:v8');
	setFlagsFromString('--optimize-for-size');
	setFlagsFromString('--no-opt');
	setFlagsFromString('--no-maglev');
	setFlagsFromString('--semi-space-growth-factor=1');
	const { main } = await import('./commands/main.ts');
	await main(process.argv.slice(2));
}
