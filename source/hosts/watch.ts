import { type Change, parseChanges } from '../model/changed-names.ts';
import type { Host } from './host.ts';

/** A tree whose changes the kernel tells (watch-script.ts). */
export type Watch = {
	/**
	What changed since the last call, or since the watch began. The container must be frozen, or what its processes
	still hold open is missing. Undefined when that can't be told: a search can.
	*/
	changes(): Promise<{ changes: Change[]; unsure: Change[] } | undefined>;
	/** Tells that what was copied so far was read before now. */
	copied(): void;
	/** Adds what the next answer is to have beside what the kernel tells. */
	add(changes: readonly Change[]): void;
	stop(): void;
};

/** The file systems on which this was tried; on others a search is made. */
const watchScript = `case $(stat -f -c %T -- "$1") in ext2/ext3 | xfs) ;; *) exit 3 ;; esac
cd "$1" && exec perl "$2/watch.pl" "$(uname -m)" "$2/directories-$3" "$4" "$5"
`;

const parse = (answer: string) => {
	const found = parseChanges(answer);
	const changes = found.map((change) => ({ ...change, kind: change.kind === 'F' ? 'f' : change.kind }));
	return { changes, unsure: changes.filter((_, index) => found[index]?.kind === 'F') };
};

/**
Begins to watch the directories that the mark of `round` listed in `staging`; undefined where that can't be done.
`init` is the host's pid of the container's init, `rootfs` its root file system's path below `root`.
*/
export const startWatch = async (
	host: Host,
	{
		root,
		staging,
		round,
		init,
		rootfs,
	}: { root: string; staging: string; round: number; init: number; rootfs: string },
): Promise<Watch | undefined> => {
	const argv = ['/bin/sh', '-c', watchScript, 'watch', root, staging, String(round), String(init), rootfs];
	const child = host.start(argv, { root: true });
	child.stdin.on('error', () => {});
	child.stderr.resume();
	const answers = answersOf(child.stdout.setEncoding('utf8'));
	if ((await answers.next()).done) return undefined;
	let added: readonly Change[] = [];
	return {
		async changes() {
			child.stdin.write('now\n');
			const { value, done } = await answers.next();
			// A name that is not UTF-8 can't be carried through a string.
			if (done || value.includes('\ufffd')) return undefined;
			const { changes, unsure } = parse(value);
			const all = [...changes, ...added];
			added = [];
			return { changes: all, unsure };
		},
		copied: () => void child.stdin.write('copied\n'),
		add: (changes) => {
			added = [...added, ...changes];
		},
		stop: () => child.stdin.end(),
	};
};

/** An answer ends with an empty entry. */
async function* answersOf(stream: AsyncIterable<string>): AsyncGenerator<string, undefined> {
	let text = '';
	for await (const part of stream) {
		text += part;
		if (text !== '\0' && !text.endsWith('\0\0')) continue;
		yield text.slice(0, -1);
		text = '';
	}
	return undefined;
}
