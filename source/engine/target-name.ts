import { copyTrace, foreignConfig } from '../hosts/name-script.ts';
import { FerryError } from '../model/error.ts';
import { printable } from '../model/text.ts';
import { containerDir, placesOf, type Session, targetPlace } from './session.ts';

/*
The container's directory on the target. The checks are some time ago, and the lock keeps other migrations away, but not
lxc-create: what rsync mirrors over must still be nobody else's.
*/

/** The trace is made before anything else, so that nothing of ours is ever without it; never through a planted link. */
const claimScript = `mkdir -p -- "$1" && cd "$1" || exit 1
${foreignConfig}if [ "$3" != known ] && foreign; then echo foreign; exit 0; fi
rm -f ${copyTrace} && set -C || exit 1
if [ -f config ]; then cksum <config >${copyTrace}; else : >${copyTrace}; fi && mkdir -p -- "$2"
`;

const lookScript = `cd "$1" 2>/dev/null || exit 0
${foreignConfig}if foreign; then echo foreign; fi
exit 0
`;

const run = async (session: Session, input: string, args: readonly string[], signal?: AbortSignal) => {
	const { target, request } = session;
	const argv = ['/bin/sh', '-s', '--', containerDir(targetPlace(session)), ...args];
	const result = await target.run(argv, { root: true, input, signal, timeoutMs: 30_000 });
	if (!result.stdout.includes('foreign')) return result;
	throw new FerryError({
		what: `A container named ${request.container} was made on ${target.name} meanwhile`,
		why: 'Its configuration was not there when the checks were made. It was not touched.',
		next: ['Remove or rename that one, or move to another lxcpath (--target-lxcpath).'],
	});
};

/** Rejects if a container of this name was made on the target since the checks, or since this migration began. */
export const refuseForeign = async (session: Session, signal?: AbortSignal): Promise<void> => {
	const { exit, stderr } = await run(session, lookScript, [], signal);
	if (exit === 0) return;
	throw new FerryError({
		what: `Whether the name is still free on ${session.target.name} can't be told`,
		why: printable(stderr).trim() || `The shell there ended with status ${exit}.`,
	});
};

/** Makes the container's directory on the target ours: with our trace, and room for its root file system. */
export const claimName = async (session: Session, signal?: AbortSignal): Promise<void> => {
	const { rootfs } = placesOf(session).target;
	// Told by the checks: marked, or forced by the user.
	const taken = session.facts?.target.taken?.slice(1) ?? [];
	const known = taken.some((path) => path.endsWith('/config')) ? 'known' : '';
	const { exit, stderr } = await run(session, claimScript, [rootfs, known], signal);
	if (exit === 0) return;
	throw new FerryError({
		what: `${rootfs} could not be made on ${session.target.name}`,
		why: printable(stderr).trim() || `The shell there ended with status ${exit}.`,
	});
};
