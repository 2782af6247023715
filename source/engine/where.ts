import { setTimeout as delay } from 'node:timers/promises';
import { gatePatience } from '../hosts/action-script.ts';
import { census } from '../hosts/census.ts';
import type { Host } from '../hosts/host.ts';
import { imageListing } from '../hosts/image-listing.ts';
import { containerState, type Place, silent } from '../hosts/lxc.ts';
import { anyLeft } from '../hosts/orphans.ts';
import { isAnotherLife } from '../hosts/same-life.ts';
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
	/** Post-copy keeps it there, in a frozen cgroup; CRIU may still be serving its memory. */
	kept?: boolean;
	/** All memory that post-copy had to fetch has arrived there, in this very life of it. */
	followed?: boolean;
	/** Bytes of it that have arrived so far. */
	received?: number;
	/** Size of what is in the staging directory. */
	bytes?: number;
};

/**
Processes of CRIU that work in a staging directory; asked by name of the directory, which is unpredictable. Without
pgrep(1): where that is missing, nobody would be at work. The daemon that fetches memory for post-copy holds nothing.
*/
const heldScript = `for proc in /proc/[0-9]*; do
	read -r comm 2>/dev/null <"$proc/comm" || continue
	case $comm in criu | lxc-checkpoint) ;; *) continue ;; esac
	pid=\${proc#/proc/}
	line=$(tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)
	case $line in *' lazy-pages '*) ;; *"$1/"*) echo "held $pid"; break ;; esac
done
[ ! -f "$1/held" ] || [ "$(cat "$(cat "$1/held")/cgroup.freeze")" != 1 ] || echo kept
[ ! -f "$1/memory-whole" ] || echo followed
[ ! -f "$1/received" ] || echo "received $(cat "$1/received")"
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
	const number = (word: string): number | undefined => {
		const line = said.find((one) => one.startsWith(`${word} `));
		return line === undefined ? undefined : Number(line.slice(word.length));
	};
	const [size, received, holder] = [number('kilobytes'), number('received'), number('held')];
	const rest = {
		image: files && pages,
		...(files === pages ? {} : { part: files ? ('files' as const) : ('pages' as const) }),
		...(said.includes('kept') ? { kept: true } : {}),
		...(received === undefined ? {} : { received }),
		...(size === undefined ? {} : { bytes: size * 1024 }),
	};
	// LXC does not answer while CRIU waits at a gate: it is asked only when none does.
	if (holder !== undefined) return { state: 'held', pid: holder, ...rest };
	const [state, processes] = await Promise.all([containerState(host, place), census(host, place)]);
	if (processes !== undefined) {
		if (!processes.some(({ pid }) => pid === 1)) return { state: 'held', ...rest };
		if (rest.kept) return { state: 'frozen', ...rest };
		// One that was started afresh there has all of its memory too, and not that of the one that was moved.
		const followed = said.includes('followed') && (await isAnotherLife(host, place, staging)) === false;
		return { state: 'running', ...rest, ...(followed ? { followed } : {}) };
	}
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

/**
`whereabouts` once no CRIU is at work on either host any more, or as it is after the gates' patience, which begins anew
with each piece of memory that follows.
*/
export const settled = async (session: Session): Promise<Whereabouts> => {
	let end = Date.now() + patienceMs;
	let before = 0;
	for (; ; await delay(lookEveryMs)) {
		const seen = await whereabouts(session);
		const { received = before } = seen.target;
		if (received > before) end = Date.now() + patienceMs;
		before = received;
		if ((seen.source.state !== 'held' && seen.target.state !== 'held') || Date.now() > end) return seen;
	}
};
