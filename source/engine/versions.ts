/** Versions that count for a journal: our own (put in by the bundler, build.mjs) and Node's. */
export const versions = (): Record<string, string> => ({
	'lxc-ferry': process.env['LXC_FERRY_VERSION'] ?? 'development',
	node: process.versions.node,
});
