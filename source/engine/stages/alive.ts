import { setTimeout as delay } from 'node:timers/promises';
import { census, type Inhabitant } from '../../hosts/census.ts';
import type { Host } from '../../hosts/host.ts';
import { containerState, type Place } from '../../hosts/lxc.ts';
import { FerryError } from '../../model/error.ts';
import { counted, some } from '../../model/text.ts';
import { emit, type Session } from '../session.ts';

/** Long enough to tell a process that spins from one that works, at ticks of 10 ms. */
const sampleMs = 1000;

export const label = ({ name, pid }: Inhabitant): string => `${name} (${pid})`;

export type Where = {
	host: Host;
	place: Place;
	/** What is told to do when it is not alive. */
	next?: string[];
};

/** Two looks at a container, and the time between them. */
export type Looks = { first: Inhabitant[]; second: Inhabitant[]; ms: number };

const hasInit = (inhabitants: readonly Inhabitant[]): boolean => inhabitants.some(({ pid }) => pid === 1);

const noteMissing = (session: Session, now: readonly Inhabitant[]): void => {
	const pids = new Set(now.map(({ pid }) => pid));
	const missing = (session.before ?? []).filter(({ pid }) => !pids.has(pid));
	if (missing.length === 0) return;
	emit(session, {
		type: 'finding',
		check: 'processes-after-restore',
		scope: 'container',
		level: 'info',
		title: `${counted(missing.length, 'process', 'processes')} of before ended meanwhile`,
		detail: some(missing.map(label)),
	});
};

/**
RUNNING, init alive, and both still so a moment later; who of before is missing is noted. Its init is what counts: CRIU
ends it first (pstree_switch_state, criu/seize.c), and with it the kernel ends all others, while any other process may
have come to its own end. Rejects if it is not alive.
*/
export const stayedAlive = async (
	session: Session,
	{ host, place, next }: Where,
	signal?: AbortSignal,
): Promise<Looks> => {
	const dead = (why: string) =>
		new FerryError({
			what: `The container did not stay alive on ${host.name}`,
			why,
			...(next === undefined ? {} : { next }),
		});
	const [state, first] = await Promise.all([containerState(host, place), census(host, place)]);
	const began = Date.now();
	if (state !== 'RUNNING' || first === undefined) throw dead(`LXC says ${state ?? 'nothing'}.`);
	if (!hasInit(first)) throw dead('Its init has ended.');
	noteMissing(session, first);
	await delay(sampleMs, undefined, signal === undefined ? {} : { signal });
	const second = await census(host, place);
	if (second === undefined || !hasInit(second)) throw dead('Its init ended within a second.');
	return { first, second, ms: Date.now() - began };
};
