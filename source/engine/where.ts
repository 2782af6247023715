import { setTimeout as delay } from 'node:timers/promises';
import { gatePatience } from '../hosts/action-script.ts';
import { census } from '../hosts/census.ts';
import type { Host } from '../hosts/host.ts';
import { imageListing } from '../hosts/image-listing.ts';
import { containerState, type Place, silent } from '../hosts/lxc.ts';
import { anyLeft } from '../hosts/orphans.ts';
import { explanationOf, FerryError } from '../model/error.ts';
import type { Session } from './session.ts';
import { placesOf, sourcePlace, targetPlace } from './session.ts';

/** What is seen of a container on one host, whatever a journal says. */
export type Seen = {
	/**
	`held`: CRIU has it at a gate or works on it, or its init is ending. `frozen`: kept on the source by post-copy, with
	nobody at work on it. `unreachable`: nothing is known.
	*/
	state: 'running' | 'frozen' | 'held' | 'stopped' | 'undefined' | 'unreachable';
	/** Of a CRIU that holds it: the process, on its host. */
	pid?: number;
	/** Why nothing is known. */
	why?: string;
	/** Whether the image there is whole: every file of the source's list, which is made last, and the memory. */
	image: boolean;
	/** What there is of an image that is not whole: all but the memory, or the memory alone, which was sent ahead. */
	part?: 'files' | 'pages';
	/** All memory that post-copy had to fetch has arrived there. */
	followed?: boolean;
	/** Size of what is in the staging directory. */
	bytes?: number;
};

/**
Processes of CRIU that work in a staging directory; asked by name of the directory, which is unpredictable. Without
pgrep(1): where that is missing, nobody would be at work.
*/
const heldScript = `for proc in /proc/[0-9]*; do
	read -r comm 2>/dev/null <"$proc/comm" || continue
	case $comm in criu | lxc-checkpoint) ;; *) continue ;; esac
	pid=\${proc#/proc/}
	tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$1/" && echo "held $pid" && break
done
[ ! -f "$1/held" ] || [ "$(cat "$(cat "$1/frozen")/cgroup.freeze")" != 1 ] || echo frozen
[ ! -f "$1/memory-whole" ] || echo followed
[ -d "$1/image" ] && cd "$1/image" || exit 0
echo "kilobytes $(du -sk .. | cut -f 1)"
[ ! -f ferry-lazy ] || exit 0
for pages in pages-*.img; do [ ! -s "$pages" ] || { echo pages; break; }; done
[ -s inventory.img ] && [ -s ferry-manifest ] || exit 0
${imageListing}[ -n "$(listing | grep -vxFf - ferry-manifest)" ] || echo files
exit 0
`;

const seenOn = async (host: Host, place: Place, staging: string): Promise<Seen> => {
	const argv = ['/bin/sh', '-s', '--', staging];
	const { exit, stdout } = await host.run(argv, { root: true, input: heldScript, timeoutMs: 15_000 });
	if (exit !== 0) throw silent(host, `Its images and CRIU can't be looked at: status ${exit}.`);
	const said = stdout.split('\n');
	const [files, pages] = [said.includes('files'), said.includes('pages')];
	const size = said.find((line) => line.startsWith('kilobytes '));
	const rest = {
		image: files && pages,
		...(files === pages ? {} : { part: files ? ('files' as const) : ('pages' as const) }),
		...(said.includes('followed') ? { followed: true } : {}),
		...(size === undefined ? {} : { bytes: Number(size.slice('kilobytes '.length)) * 1024 }),
	};
	// LXC does not answer while CRIU waits at a gate: it is asked only when none does.
	const holder = said.find((line) => line.startsWith('held '));
	if (holder !== undefined) return { state: 'held', pid: Number(holder.slice('held '.length)), ...rest };
	const [state, processes] = await Promise.all([containerState(host, place), census(host, place)]);
	const living = said.includes('frozen') ? 'frozen' : 'running';
	if (processes !== undefined)
		return { state: processes.some(({ pid }) => pid === 1) ? living : 'held', ...rest };
	if (state !== undefined && state !== 'STOPPED') return { state: 'running', ...rest };
	if (await anyLeft(host, place, staging))
		throw new FerryError({ what: `LXC on ${host.name} knows nothing of processes that are in its cgroup` });
	return { state: state === undefined ? 'undefined' : 'stopped', ...rest };
};

/** Looks at the source alone. Rejects if it can't be reached. */
export const seenOnSource = (session: Session): Promise<Seen> =>
	seenOn(session.source, sourcePlace(session), placesOf(session).source.staging);

export type Whereabouts = { source: Seen; target: Seen };

/** Looks at both hosts; of one that can't be reached nothing may be concluded. */
export const whereabouts = async (session: Session): Promise<Whereabouts> => {
	const places = placesOf(session);
	const unreachable = (error: unknown): Seen => {
		const { what, why } = explanationOf(error);
		return { state: 'unreachable', image: false, why: [what, why].filter(Boolean).join('. ') };
	};
	const [source, target] = await Promise.all([
		seenOn(session.source, sourcePlace(session), places.source.staging).catch(unreachable),
		seenOn(session.target, targetPlace(session), places.target.staging).catch(unreachable),
	]);
	return { source, target };
};

/** CRIU's gates give up by themselves when nobody speaks to them (action-script.ts); this waits for that. */
const patienceMs = (gatePatience + 20) * 1000;
const lookEveryMs = 500;

/** `whereabouts` once no CRIU is at work on either host any more, or as it is after the gates' patience. */
export const settled = async (session: Session): Promise<Whereabouts> => {
	for (const end = Date.now() + patienceMs; ; await delay(lookEveryMs)) {
		const seen = await whereabouts(session);
		if ((seen.source.state !== 'held' && seen.target.state !== 'held') || Date.now() > end) return seen;
	}
};
