import { printable } from '../model/text.ts';
import { announceScript } from './announce-script.ts';
import type { Host } from './host.ts';
import type { Place } from './lxc.ts';

/** What attend.sh has sent the moment the container ran is told first: nobody waited for it then. */
const script = `sed -n 's/^told /at once: /p' "$3/told" 2>/dev/null
init=$(lxc-info -P "$1" -n "$2" -H -p 2>/dev/null)
[ -n "$init" ] || { echo 'its init is not known' >&2; exit 3; }
set -- "$init"
${announceScript}`;

/** What the script says, in words: an address that was announced before as well is said to be. */
export const announcedLines = (stdout: string): string[] => {
	const lines = stdout.split('\n').map(printable);
	const first = lines.filter((line) => line.startsWith('at once: ')).map((line) => line.slice(9));
	const again = lines.filter((line) => line.startsWith('told ')).map((line) => line.slice(5));
	return [
		...first.map((line) => `${line}, the moment it ran`),
		...again.map((line) => (first.includes(line) ? `${line}, once more` : line)),
	];
};

/**
Tells the neighbours once more where the container's addresses live now, and gives a line for each and for what the
attendant told them before, or one that says why it could not be. It never rejects: a container that runs is not to
suffer from it.
*/
export const announce = async (host: Host, { lxcPath, name }: Place, staging: string): Promise<string[]> => {
	try {
		const { exit, stdout, stderr } = await host.run(['/bin/sh', '-s', '--', lxcPath, name, staging], {
			root: true,
			input: script,
			timeoutMs: 15_000,
		});
		const told = announcedLines(stdout);
		if (exit === 0) return told;
		const why = printable(stderr).trim() || `status ${exit}`;
		return [...told, `could not announce the addresses again: ${why}`];
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return [`could not announce the addresses again: ${why}`];
	}
};
