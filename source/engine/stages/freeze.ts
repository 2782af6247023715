import { criuFailure } from '../criu-failure.ts';
import { criuLimit, limits, within, withinSilence } from '../limits.ts';
import { makeReady } from '../make-ready.ts';
import { emit, placesOf, type Session } from '../session.ts';
/**
Dumps the container. Its tasks stay frozen at CRIU's gate, with a complete image, until they are given up or let
go: until then nothing is lost by any failure. The last round of the file system runs beside the dump.
*/
export const freeze = async (session: Session, signal: AbortSignal): Promise<void> => {
	const round = await makeReady(session);
	session.waitingRound = round;
	signal.throwIfAborted();
	const { source } = placesOf(session);
	const dump = session.dump;
	if (dump === undefined) throw new Error('nobody attends the dump');
	emit(session, { type: 'intent', act: 'freeze', detail: `${source.staging}/image` }, true);
	dump.begin();
	// The container is frozen right after this, by the action script or, where that can't be, by CRIU.
	let asked: number | undefined;
	void dump.mark('pre-dump').then((ms) => {
		asked = ms;
	});
	// Without a network namespace of its own CRIU locks no network: the gate is then the first sign.
	const first = Promise.race([dump.mark('network-lock'), dump.mark('post-dump')]);
	const frozen = await within(first, limits.criu, 'Freezing the container', dump.kill);
	if (frozen === undefined) throw await criuFailure(session, session.source, source.staging, 'dump.log');
	const since = asked ?? frozen;
	session.frozenMs = since;
	emit(session, { type: 'frozen', host: session.source.name, ms: since });
	session.lastRound = round.run(signal);
	// Looked at in transfer; noted here so that an early failure is not an unhandled rejection.
	session.lastRound.catch(() => {});
	// A slow link is no reason to end a dump: only one from which nothing comes any more is.
	const began = Date.now();
	const heard = () => session.memoryCameMs ?? began;
	const limit = criuLimit(session.facts?.container.memory);
	const gate = await withinSilence(dump.gate(), limit, heard, 'The dump', dump.kill);
	signal.throwIfAborted();
	if (!gate.reached) throw await criuFailure(session, session.source, source.staging, 'dump.log');
};
