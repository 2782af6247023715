import { setTimeout as delay } from 'node:timers/promises';
import { gatePatience } from '../hosts/attendant-script.ts';
import { census } from '../hosts/census.ts';
import type { Host } from '../hosts/host.ts';
import { containerState, type Place } from '../hosts/lxc.ts';
import type { Session } from './session.ts';
import { placesOf, sourcePlace, targetPlace } from './session.ts';

/** What is seen of a container on one host, whatever a journal says. */
export type Seen = {
	/** `held`: CRIU has it at a gate, or works on it. */
	state: 'running' | 'held' | 'stopped' | 'undefined';
	/** Whether the image there is complete: CRIU writes its inventory last (criu/cr-dump.c). */
	image: boolean;
};

/** Processes of CRIU that work in a staging directory; asked by name of the directory, which is unpredictable. */
const heldScript = `for pid in $(pgrep -x criu; pgrep -x lxc-checkpoint); do
	tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$1/" && echo held && break
done
[ -f "$1/image/inventory.img" ] && echo image
exit 0
`;

const seenOn = async (host: Host, place: Place, staging: string): Promise<Seen> => {
	const [state, processes, { stdout }] = await Promise.all([
		containerState(host, place),
		census(host, place),
		host.run(['/bin/sh', '-s', '--', staging], { root: true, input: heldScript, timeoutMs: 15_000 }),
	]);
	const said = stdout.split('\n');
	const image = said.includes('image');
	if (said.includes('held')) return { state: 'held', image };
	if (state === undefined) return { state: 'undefined', image };
	return { state: state === 'STOPPED' && processes === undefined ? 'stopped' : 'running', image };
};

export type Whereabouts = { source: Seen; target: Seen };

/** Looks at both hosts; rejects if one can't be reached, because nothing may be concluded then. */
export const whereabouts = async (session: Session): Promise<Whereabouts> => {
	const places = placesOf(session);
	const [source, target] = await Promise.all([
		seenOn(session.source, sourcePlace(session), places.source.staging),
		seenOn(session.target, targetPlace(session), places.target.staging),
	]);
	return { source, target };
};

/** CRIU's gates give up by themselves when nobody speaks to them (attendant-script.ts); this waits for that. */
const patienceMs = (gatePatience + 20) * 1000;
const lookEveryMs = 500;

/** `whereabouts` once no CRIU is at work on either host any more, or as it is after the gates' patience. */
export const settled = async (session: Session): Promise<Whereabouts> => {
	for (const end = Date.now() + patienceMs; ; await delay(lookEveryMs)) {
		const seen = await whereabouts(session);
		if ((seen.source.state !== 'held' && seen.target.state !== 'held') || Date.now() > end) return seen;
	}
};
