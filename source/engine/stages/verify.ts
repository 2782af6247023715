import { setTimeout as delay } from 'node:timers/promises';
import { census, cpuShares, type Inhabitant } from '../../hosts/census.ts';
import { containerState } from '../../hosts/lxc.ts';
import { FerryError, UnreachableError } from '../../model/error.ts';
import { counted, some } from '../../model/text.ts';
import { emit, type Session, targetPlace } from '../session.ts';

/** Long enough to tell a process that spins from one that works, at ticks of 10 ms. */
const sampleMs = 1000;
const spinning = 0.5;
const calmBefore = 0.25;

const label = ({ name, pid }: Inhabitant) => `${name} (${pid})`;

const dead = (why: string): FerryError =>
	new FerryError({
		what: 'The container did not stay alive on the target',
		why,
		next: ['It is brought back to the source with its memory.'],
	});

/** A restored PSI trigger makes systemd poll for ever (lab-facts): RUNNING alone is not healthy. */
const noteSpinning = (session: Session, first: Inhabitant[], second: Inhabitant[], ms: number): void => {
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

/** RUNNING, init alive, every process of before still there, none spins, the user's own health command. */
const lookAt = async (session: Session, signal: AbortSignal): Promise<void> => {
	const place = targetPlace(session);
	const [state, first] = await Promise.all([
		containerState(session.target, place),
		census(session.target, place),
	]);
	const began = Date.now();
	if (state !== 'RUNNING' || first === undefined) throw dead(`LXC says ${state ?? 'nothing'}.`);
	if (!first.some(({ pid }) => pid === 1)) throw dead('Its init has ended.');
	const now = new Set(first.map(({ pid }) => pid));
	const missing = (session.before ?? []).filter(({ pid }) => !now.has(pid));
	if (missing.length > 0) {
		emit(session, {
			type: 'finding',
			check: 'processes-after-restore',
			scope: 'container',
			level: 'info',
			title: `${counted(missing.length, 'process', 'processes')} of before ended meanwhile`,
			detail: some(missing.map(label)),
		});
	}
	await delay(sampleMs, undefined, { signal });
	const second = await census(session.target, place);
	if (second === undefined || !second.some(({ pid }) => pid === 1))
		throw dead('Its init ended within a second.');
	noteSpinning(session, first, second, Date.now() - began);
	await checkHealth(session, signal);
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
