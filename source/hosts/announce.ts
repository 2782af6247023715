import { printable } from '../model/text.ts';
import { announceScript } from './announce-script.ts';
import type { Host } from './host.ts';
import type { Place } from './lxc.ts';

const script = `init=$(lxc-info -P "$1" -n "$2" -H -p 2>/dev/null)
[ -n "$init" ] || { echo 'its init is not known' >&2; exit 3; }
set -- "$init"
${announceScript}`;

/** The text of a line of the script; undefined for any other line. */
export const toldText = (line: string): string | undefined =>
	line.startsWith('told ') ? printable(line.slice(5)) : undefined;

/**
Tells the neighbours where the container's addresses live now, and gives a line for each, or one that says why it could
not be. It never rejects: a container that runs is not to suffer from it.
*/
export const announce = async (host: Host, { lxcPath, name }: Place): Promise<string[]> => {
	try {
		const { exit, stdout, stderr } = await host.run(['/bin/sh', '-s', '--', lxcPath, name], {
			root: true,
			input: script,
			timeoutMs: 15_000,
		});
		const told = stdout.split('\n').flatMap((line) => toldText(line) ?? []);
		if (exit === 0) return told;
		const why = printable(stderr).trim() || `status ${exit}`;
		return [...told, `could not announce the addresses: ${why}`];
	} catch (error) {
		return [`could not announce the addresses: ${error instanceof Error ? error.message : String(error)}`];
	}
};
