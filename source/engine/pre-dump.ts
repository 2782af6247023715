import { withEnv } from '../hosts/lxc.ts';
import { explanationOf, FerryError } from '../model/error.ts';
import { preDumpArgv } from './dump-command.ts';
import { limits, within, withinSilence } from './limits.ts';
import type { Session } from './session.ts';

/** CRIU may still have the tasks in its hands: nobody else may take hold of them, and nothing goes on. */
export class StillAtWork extends FerryError {}

const stillAtWork = ({ source }: Session, round: number, error: unknown): StillAtWork =>
	new StillAtWork({
		what: `CRIU on ${source.name} is not known to have ended round ${round} of pre-copy`,
		why: `${explanationOf(error).what}. Two CRIUs can't hold the same tasks: the container was not frozen for the move.`,
		next: [
			`Look on ${source.name} whether it is there: pgrep -a criu`,
			'When it has ended, try again, or without pre-copy: --method stream',
		],
	});

type Options = {
	/** CRIU's settings, a file on the source. */
	config: string;
	/** When something of it was last heard. */
	heard: () => number;
	/** Takes its page server away: CRIU ends by itself then. */
	stop: () => void;
};

/**
Runs one round of CRIU on the source to its end, and gives its exit status. It is never killed, because it might have the
tasks frozen just then; only our own end of it is let go when it does not end at all.
*/
export const runPreDump = async (
	session: Session,
	round: number,
	{ config, heard, stop }: Options,
): Promise<number> => {
	const argv = withEnv({ CRIU_CONFIG_FILE: config }, await preDumpArgv(session, round));
	const letGo = new AbortController();
	const work = session.source.run(argv, { root: true, signal: letGo.signal });
	const step = `Round ${round} of pre-copy`;
	try {
		// A slow link is no reason to give up while the container runs; one that carries nothing is.
		return (await withinSilence(work, limits.criu, heard, step)).exit;
	} catch (error) {
		stop();
		await within(work, limits.handover, `Ending round ${round} of pre-copy`, () => letGo.abort()).catch(
			(late: unknown) => {
				throw stillAtWork(session, round, late);
			},
		);
		throw error;
	}
};
