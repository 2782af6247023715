import type { Host } from './host.ts';
import { type Place, silent } from './lxc.ts';

/*
Whether a container is still the one that it was: its init's pid and start time, and its host's boot. After a reboot of
the host, or a start by hand, one of the same name runs without the memory of the other.
*/
const lifeScript = `init=$(timeout 10 lxc-info -P "$1" -n "$2" -H -p 2>/dev/null)
[ "$init" -gt 0 ] 2>/dev/null || exit 3
[ "$4" = note ] || [ -f "$3/life" ] || { echo unknown; exit 0; }
life="$init $(sed 's/^.*) //' "/proc/$init/stat" | cut -d ' ' -f 20) $(cat /proc/sys/kernel/random/boot_id)"
if [ "$4" = note ]; then echo "$life" >"$3/life"; exit; fi
[ "$(cat "$3/life")" = "$life" ] && echo same || echo other
`;

const ask = (host: Host, { lxcPath, name }: Place, staging: string, act: 'note' | 'compare') =>
	host.run(['/bin/sh', '-s', '--', lxcPath, name, staging, act], {
		root: true,
		input: lifeScript,
		timeoutMs: 30_000,
	});

/** Notes in the staging directory which life of the container this is. Rejects where that can't be told or written. */
export const noteLife = async (host: Host, place: Place, staging: string): Promise<void> => {
	const { exit } = await ask(host, place, staging, 'note');
	if (exit !== 0) throw silent(host, `Which life of the container runs can't be noted: status ${exit}.`);
};

/** Whether it was started anew since then; undefined where nothing was noted. Rejects where the host does not say. */
export const isAnotherLife = async (
	host: Host,
	place: Place,
	staging: string,
): Promise<boolean | undefined> => {
	const { exit, stdout } = await ask(host, place, staging, 'compare');
	const said = stdout.trim();
	if (exit === 0 && said === 'unknown') return undefined;
	if (exit === 0 && (said === 'same' || said === 'other')) return said === 'other';
	throw silent(host, `Which life of the container runs can't be told: status ${exit}.`);
};
