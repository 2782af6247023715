import { FerryError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import type { Host } from './host.ts';

/**
Replaces a file in one step (rename(2)), on disk before it is seen, its new name on disk before this ends; keeps owner
and mode of one that was there.
*/
const writeScript = `set -eu
umask 022
new=$1.lxc-ferry-new
cat >"$new"
if [ -e "$1" ]; then chown --reference="$1" "$new"; chmod --reference="$1" "$new"; fi
sync "$new"
mv -f "$new" "$1"
sync "\${1%/*}"
`;

/** Writes a file on a host as root. */
export const writeFile = async (
	host: Host,
	path: string,
	content: string,
	signal?: AbortSignal,
): Promise<void> => {
	const { exit, stderr } = await host.run(['/bin/sh', '-c', writeScript, 'write', path], {
		root: true,
		input: content,
		timeoutMs: 30_000,
		signal,
	});
	if (exit === 0) return;
	throw new FerryError({
		what: `${path} could not be written on ${host.name}`,
		why: printable(stderr).trim() || `The command ended with status ${exit}.`,
	});
};

/** The end of a file on a host, at most `bytes`; undefined if it can't be read. */
export const readTail = async (host: Host, path: string, bytes = 256 * 1024): Promise<string | undefined> => {
	const { exit, stdout } = await host.run(['tail', '-c', String(bytes), '--', path], {
		root: true,
		timeoutMs: 30_000,
	});
	return exit === 0 ? stdout : undefined;
};
