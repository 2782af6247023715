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
	(await import('./commands/lean.ts')).beLean();
	const { main } = await import('./commands/main.ts');
	await main(process.argv.slice(2));
}
