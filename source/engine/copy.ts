import { createInterface } from 'node:readline';
import type { Started } from '../hosts/command.ts';
import {
	type Copy,
	parseProgress,
	parseStats,
	type RsyncRun,
	type RsyncStats,
	rsyncCommand,
	rsyncVanished,
} from '../hosts/rsync.ts';
import { FerryError } from '../model/error.ts';
import type { StageName } from '../model/stages.ts';
import { printable } from '../model/text.ts';
import { emit, placesOf, type Session } from './session.ts';

const reportEveryMs = 250;

type CopyOptions = { round?: number; signal?: AbortSignal; running?: boolean };

/** A copy under way; with `only` in it rsync has both its ends running and waits for the names. */
export type CopyUnderWay = {
	/** The names that are to be copied; the list ends with it. */
	feed(names: readonly string[]): void;
	/** Lets it end if it was given no names: nothing is copied, and nothing noted. */
	leave(): void;
	/** Ends it, whatever it has copied. */
	stop(): void;
	done: Promise<RsyncStats & { ms: number }>;
};

/** Starts one rsync as part of `stage` and reports its progress; `done` rejects unless everything was copied. */
export const startCopy = (
	session: Session,
	stage: StageName,
	copy: Copy,
	options: CopyOptions = {},
): CopyUnderWay => {
	const { source, target } = placesOf(session);
	const { on, argv } = rsyncCommand(copy, [source.staging, target.staging]);
	const child = on.start(argv, { root: true });
	child.stdin.on('error', () => {});
	const clock = { began: Date.now(), used: true };
	const done = follow(session, stage, { on, argv, child }, clock, options);
	done.catch(() => {});
	return {
		feed(names) {
			clock.began = Date.now();
			child.stdin.end(names.map((name) => `${name}\0`).join(''));
		},
		leave() {
			if (child.stdin.writableEnded) return;
			clock.used = false;
			child.stdin.end();
		},
		stop: () => void child.kill('SIGTERM'),
		done,
	};
};

/** Runs one rsync to its end. */
export const copyFiles = (
	session: Session,
	stage: StageName,
	copy: Copy,
	options: CopyOptions = {},
): CopyUnderWay['done'] => {
	const { feed, done } = startCopy(session, stage, copy, options);
	feed(copy.only ?? []);
	return done;
};

const follow = async (
	session: Session,
	stage: StageName,
	{ on, argv, child }: RsyncRun & { child: Started },
	clock: { began: number; used: boolean },
	{ round, signal, running = false }: CopyOptions,
): CopyUnderWay['done'] => {
	const stop = () => child.kill('SIGTERM');
	signal?.addEventListener('abort', stop);
	let reported = 0;
	let out = '';
	let errors = '';
	child.stderr.on('data', (data) => {
		errors = (errors + String(data)).slice(-4000);
	});
	for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
		const progress = parseProgress(line.slice(line.lastIndexOf('\r') + 1));
		if (progress === undefined) {
			out = `${out}${line}\n`.slice(-8000);
		} else if (Date.now() - reported >= reportEveryMs) {
			reported = Date.now();
			const total = progress.percent > 0 ? Math.round((progress.bytes * 100) / progress.percent) : undefined;
			emit(session, {
				type: 'stage',
				name: stage,
				phase: 'progress',
				bytes: progress.bytes,
				rate: progress.rate,
				...(total === undefined ? {} : { total }),
				...(total === undefined || progress.rate === 0
					? {}
					: { eta: Math.round(((total - progress.bytes) / progress.rate) * 1000) }),
				...(round === undefined ? {} : { round }),
			});
		}
	}
	const result = await child;
	signal?.removeEventListener('abort', stop);
	signal?.throwIfAborted();
	const exit = result.exitCode ?? 255;
	const ms = Date.now() - clock.began;
	if (clock.used)
		emit(session, {
			type: 'command',
			host: on.name,
			argv,
			exit,
			ms,
			...(errors === '' ? {} : { stderr: printable(errors.slice(-400)) }),
		});
	// 24: files vanished while they were read, which a running container may do; the next round sees it.
	if (exit !== 0 && !(running && exit === rsyncVanished)) {
		throw new FerryError({
			what: 'Files could not be copied to the target',
			why: printable(errors.trim().split('\n').slice(0, 2).join(' ')) || `rsync ended with status ${exit}.`,
			next: ['Look at free space and permissions on the target, then try again: what was copied is kept.'],
			evidence: errors.trim().split('\n').slice(-5).map(printable),
		});
	}
	const stats = parseStats(out);
	session.bytes += stats.sent;
	return { ...stats, ms };
};
