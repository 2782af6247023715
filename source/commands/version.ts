/** Put in by the bundler; a source tree has none. */
export const version = process.env['LXC_FERRY_VERSION'] ?? 'development';
