import { readTail, writeFile } from '../hosts/files.ts';
import { FerryError } from '../model/error.ts';
import { movedMark, withMark, withoutMark } from '../model/moved-mark.ts';
import { quoteAll } from '../model/quote.ts';
import { containerDir, emit, type Session, sourcePlace } from './session.ts';

/*
The mark on the source's copy (model/moved-mark.ts): it is on disk before the source is given up, so that no boot and
no person starts it beside the target's, and off again before the source may run it.
*/

const pathOf = (session: Session): string => `${containerDir(sourcePlace(session))}/config`;

const read = (session: Session): Promise<string | undefined> =>
	readTail(session.source, pathOf(session), 1024 * 1024);

/** The marked configuration, laid beside the true one while the container still runs. */
const layScript = `set -e
cp -p "$1" "$2"
cat >"$2"
sync "$2"
`;

/** Puts it in place, unless somebody wrote to the true one since. */
const swapScript = `[ -f "$2" ] && [ ! "$1" -nt "$2" ] || exit 3
mv -f "$2" "$1" && sync "\${1%/*}"
`;

const dropScript = 'rm -f -- "$2"';

const runBeside = async (session: Session, script: string, input?: string): Promise<boolean> => {
	const beside = `${pathOf(session)}.lxc-ferry-mark-${session.id}`;
	const { exit } = await session.source.run(['/bin/sh', '-c', script, 'mark', pathOf(session), beside], {
		root: true,
		timeoutMs: 30_000,
		...(input === undefined ? {} : { input }),
	});
	return exit === 0;
};

const marked = (session: Session, config: string): string =>
	withMark(config, { id: session.id, to: session.target.name, at: new Date().toISOString() });

/** Makes the mark ready, so that nothing but a rename is left to do while the container stands still. */
export const layMark = async (session: Session): Promise<void> => {
	const config = await read(session);
	if (config !== undefined) await runBeside(session, layScript, marked(session, config));
};

/** Marks the source's copy as given to the target; on disk when this resolves, and only once. */
export const markSource = async (session: Session): Promise<void> => {
	// Safe: nothing but the mark is new in it, and it is replaced in one step.
	if (await runBeside(session, swapScript)) return;
	const config = await read(session);
	if (config === undefined) {
		throw new FerryError({
			what: `The copy on ${session.source.name} can't be kept from being started twice`,
			why: `${pathOf(session)} can't be read.`,
		});
	}
	if (movedMark(config)?.id === session.id) return;
	// Safe as above.
	await writeFile(session.source, pathOf(session), marked(session, config));
};

/** Takes the mark off where this migration has put it: the container is to run there, or runs there. */
export const unmarkSource = async (session: Session): Promise<void> => {
	// Safe: a mark that was laid and not used belongs to a handover that is taken back.
	await runBeside(session, dropScript);
	const config = await read(session);
	if (config === undefined || movedMark(config)?.id !== session.id) return;
	// Safe: what was there before the mark is put back, in one step.
	await writeFile(session.source, pathOf(session), withoutMark(config));
};

/** The same for a container that runs there in any case: a mark that stays is told, and stops nothing. */
export const unmarkRunning = (session: Session): Promise<void> =>
	unmarkSource(session).catch((error: unknown) => {
		const { container, source } = session.request;
		emit(session, {
			type: 'finding',
			check: 'mark-left',
			scope: 'container',
			level: 'warn',
			title: `The mark of this migration is still on ${session.source.name}`,
			detail: String(error),
			meaning: 'The container runs there, but would not be started when its host boots.',
			remedy: quoteAll([
				'lxc-ferry',
				'clean',
				container,
				...(source === 'localhost' ? [] : ['--source', source]),
			]),
		});
	});

/** For a restore on the source that failed: a fresh start would write to the files that the image belongs to. */
export const markAgain =
	(session: Session) =>
	async (error: unknown): Promise<never> => {
		await markSource(session).catch(() => {});
		throw error;
	};
