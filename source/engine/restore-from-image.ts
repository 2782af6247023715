import { type Attendant, attend } from '../hosts/attendant.ts';
import type { Host } from '../hosts/host.ts';
import { type Place, restoreCommand } from '../hosts/lxc.ts';
import { criuFailure } from './criu-failure.ts';
import { criuLimit, limits, within } from './limits.ts';
import type { Session } from './session.ts';

/**
Restores the container on `host` from the whole image in its staging directory, without a stop in between: nothing else
has it any more. `attended` gets the restore as soon as it can be ended. Rejects with what CRIU says.
*/
export const restoreFromImage = async (
	session: Session,
	{ host, place, staging }: { host: Host; place: Place; staging: string },
	attended: (restore: Attendant) => void = () => {},
): Promise<void> => {
	const argv = restoreCommand(place, `${staging}/image`, `${staging}/action.sh`);
	const restore = await within(
		attend(host, staging, 'restore', argv),
		limits.attendant,
		'Starting the attendant',
	);
	attended(restore);
	restore.begin();
	const limit = criuLimit(session.facts?.container.memory);
	const gate = await within(restore.gate(), limit, 'The restore', restore.kill);
	if (gate.reached) restore.release();
	const exit = await within(restore.exited, limits.handover, 'The end of the restore', restore.kill);
	if (exit !== 0) throw await criuFailure(session, host, staging, 'restore.log');
};
