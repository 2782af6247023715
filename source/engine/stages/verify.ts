import { setTimeout as delay } from 'node:timers/promises';
import { cpuShares } from '../../hosts/census.ts';
import { FerryError, UnreachableError } from '../../model/error.ts';
import { counted, some } from '../../model/text.ts';
import { memoryFollowed, noteFollowing } from '../post-copy.ts';
import { emit, type Session, targetPlace } from '../session.ts';
import { type Looks, label, stayedAlive } from './alive.ts';

const spinning = 0.5;
const calmBefore = 0.25;

/** A restored PSI trigger makes systemd poll for ever (lab-facts): RUNNING alone is not healthy. */
const noteSpinning = (session: Session, { first, second, ms }: Looks): void => {
	const earlier = session.loadBefore ?? new Map<number, number>();
	const shares = cpuShares(first, second, ms);
	const busy = second.filter(
		({ pid }) => (shares.get(pid) ?? 0) > spinning && (earlier.get(pid) ?? 0) < calmBefore,
	);
	if (busy.length === 0) return;
	emit(session, {
		type: 'finding',
		check: 'spinning-after-restore',
		scope: 'container',
		level: 'warn',
		title: `${counted(busy.length, 'process', 'processes')} use much more CPU than before the move`,
		detail: some(busy.map(label)),
		meaning:
			'A process that waits for memory pressure notices waits in vain after a restore, and asks again at once.',
		remedy:
			'Set MEMORY_PRESSURE_WATCH=/dev/null for it before the next move: lxc-ferry check --fix shows how.',
	});
};

const healthTries = 10;

const checkHealth = async (session: Session, signal: AbortSignal): Promise<void> => {
	const command = session.request.health;
	if (command === undefined) return;
	for (let attempt = 1; ; attempt++) {
		const { exit, stderr } = await session.target.run(['/bin/sh', '-c', command], {
			timeoutMs: 30_000,
			signal,
		});
		if (exit === 0) return;
		if (attempt === healthTries) {
			throw new FerryError({
				what: 'The health command says that the container is not healthy',
				why: `${command}: status ${exit} ${stderr.trim()}`,
			});
		}
		await delay(500, undefined, { signal });
	}
};

/** It stayed alive, none of its processes spins, the user's own health command, and no memory is missing. */
const lookAt = async (session: Session, signal: AbortSignal): Promise<void> => {
	const place = targetPlace(session);
	const next = ['It is brought back to the source with its memory.'];
	const looks = await stayedAlive(session, { host: session.target, place, next }, signal);
	await noteFollowing(session);
	noteSpinning(session, looks);
	await checkHealth(session, signal);
	await memoryFollowed(session, signal);
};

/** The same, where a host that does not answer is told from a container that is not well. */
export const verify = async (session: Session, signal: AbortSignal): Promise<void> => {
	try {
		await lookAt(session, signal);
	} catch (error) {
		session.unproven = error instanceof UnreachableError;
		throw error;
	}
};
