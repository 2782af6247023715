import { writeFile } from '../../hosts/files.ts';
import { makePreImage, preImage, removePreImages, syncPreImage } from '../../hosts/pre-images.ts';
import { FerryError } from '../../model/error.ts';
import type { Progress } from '../../model/events.ts';
import { anotherRound, type PreCopyRound } from '../../model/pre-copy.ts';
import { bytes as size } from '../../model/text.ts';
import { goOnWithAll, goOnWithLittle } from '../after-pre-copy.ts';
import { criuFailure } from '../criu-failure.ts';
import { limits, within } from '../limits.ts';
import { openMemoryWay } from '../memory-way.ts';
import { runPreDump, StillAtWork } from '../pre-dump.ts';
import { emit, placesOf, type Session } from '../session.ts';
import { together } from '../together.ts';
import { makeRoom } from './prepare.ts';

/** Reports what has arrived of a round; gives the last number it was told. */
const meter = (session: Session, round: number) => {
	const total = round === 1 ? session.facts?.container.memory : undefined;
	const began = Date.now();
	let seen = 0;
	let heard = began;
	return {
		bytes: () => seen,
		heard: () => heard,
		ms: () => Date.now() - began,
		told(bytes: number) {
			if (bytes === seen) return;
			session.bytes += bytes - seen;
			seen = bytes;
			heard = Date.now();
			const rate = Math.round((bytes * 1000) / Math.max(1, Date.now() - began));
			emit(session, {
				type: 'stage',
				name: 'pre-copy',
				phase: 'progress',
				round,
				bytes,
				rate,
				...(total === undefined ? {} : { total: Math.max(total, bytes) }),
			});
		},
	};
};

/**
One round: CRIU freezes the tasks only while it takes note of their pages, and sends them after that, while they run.
*/
const copyRound = async (session: Session, round: number, signal: AbortSignal): Promise<PreCopyRound> => {
	const { source, target } = placesOf(session);
	const image = preImage(round);
	await together([
		makePreImage(session.source, source.staging, round, false, signal),
		makePreImage(session.target, target.staging, round, true, signal),
	]);
	const counter = meter(session, round);
	const way = await openMemoryWay(session, `${target.staging}/${image}`, counter.told);
	const { server } = way;
	const stop = () => server.stop();
	signal.addEventListener('abort', stop);
	try {
		const config = `${source.staging}/pre-copy.conf`;
		await writeFile(session.source, config, way.config);
		signal.throwIfAborted();
		const exit = await runPreDump(session, round, { config, heard: counter.heard, stop });
		if (exit !== 0) throw await criuFailure(session, session.source, source.staging, 'dump.log', image);
		const received = await within(server.exited, limits.pageServer, 'Receiving the memory', stop);
		if (received !== 0) throw new Error(`the page server ended with status ${received}`);
	} finally {
		signal.removeEventListener('abort', stop);
		server.stop();
		await way.close();
	}
	return { bytes: counter.bytes(), ms: counter.ms() };
};

const describe = (session: Session, line: string): void => {
	emit(session, { type: 'log', host: session.source.name, line });
};

/** Memory that is written to the target's disk for longer than this has gone stale meanwhile. */
const staleMs = 1000;

/** Rounds until another is not worth it and the target's disk has them all; gives why it stopped. */
const copyRounds = async (
	session: Session,
	rounds: PreCopyRound[],
	stable: Promise<boolean>[],
	signal: AbortSignal,
): Promise<string> => {
	let onDisk = false;
	for (;;) {
		const verdict = anotherRound(rounds);
		if (!verdict.again) {
			const from = Date.now();
			if ((await Promise.all(stable)).includes(false))
				throw new Error('the target could not write it to disk');
			if (onDisk || Date.now() - from < staleMs) return verdict.reason;
			onDisk = true;
		}
		const round = rounds.length + 1;
		const done = await copyRound(session, round, signal);
		describe(session, `pre-copy round ${round}: ${size(done.bytes)} in ${(done.ms / 1000).toFixed(1)} s`);
		rounds.push(done);
		// Beside the next round, so that the blackout need not wait for the disk.
		const onTarget = syncPreImage(session.target, placesOf(session).target.staging, round);
		stable.push(onTarget.catch(() => false));
	}
};

/** The rounds; gives why they failed, when they did, with nothing left of them on both hosts. */
const tryRounds = async (
	session: Session,
	rounds: PreCopyRound[],
	signal: AbortSignal,
): Promise<{ detail: string } | { failed: string }> => {
	const stable: Promise<boolean>[] = [];
	try {
		await makeRoom(session);
		return { detail: await copyRounds(session, rounds, stable, signal) };
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof StillAtWork) throw error;
		const failed = error instanceof FerryError ? error.explanation.what : String(error);
		describe(session, `copying memory ahead failed: ${failed}`);
		await Promise.allSettled(stable);
		const { source, target } = placesOf(session);
		await removePreImages(session.source, source.staging);
		await removePreImages(session.target, target.staging);
		return { failed };
	}
};

/**
Copies memory while the container runs, round after round, until what changes in a round is small or gets no smaller.
The container never stops for this; if a round fails, all of its memory is sent in the blackout instead, unless that
makes it longer than was asked for.
*/
export const preCopy = async (session: Session, signal: AbortSignal): Promise<Progress> => {
	const rounds: PreCopyRound[] = [];
	const end = await tryRounds(session, rounds, signal);
	if ('failed' in end) {
		// Pages that the failed round took note of count as sent: only a full dump is right now.
		goOnWithAll(session, rounds, end.failed);
		return { detail: 'failed; all memory goes in the blackout' };
	}
	session.preCopy = { rounds };
	goOnWithLittle(session, rounds);
	const bytes = rounds.reduce((sum, round) => sum + round.bytes, 0);
	return { bytes, total: bytes, round: rounds.length, detail: end.detail };
};
