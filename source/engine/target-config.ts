import { readTail, writeFile } from '../hosts/files.ts';
import { isArriving } from '../model/arriving-mark.ts';
import { FerryError } from '../model/error.ts';
import { withoutMark } from '../model/moved-mark.ts';
import { containerDir, type Session, targetPlace } from './session.ts';

/*
The configuration on the target carries a block until the commit that keeps a boot from starting it there
(model/arriving-mark.ts): from then on its autostart is the target's.
*/

/** What the migration kept beside it, for a way back that is not needed any more, and its trace. */
const besides = ['before', 'none', 'copy'];

/** Makes the target's configuration what it is to stay: on disk before what could take it back is removed. */
export const settleTargetConfig = async (session: Session): Promise<void> => {
	const { target } = session;
	const path = `${containerDir(targetPlace(session))}/config`;
	const config = await readTail(target, path, 1024 * 1024);
	if (config === undefined) {
		throw new FerryError({
			what: `The container is not known to start when ${target.name} boots`,
			why: `${path} can't be read.`,
		});
	}
	// Safe: nothing but our own block goes, in one step, and the source's copy is marked.
	if (isArriving(config)) await writeFile(target, path, withoutMark(config));
	// Safe: the container runs on the target, verified, and nothing leads back to what stood there before.
	await target.run(['rm', '-f', '--', ...besides.map((name) => `${path}.lxc-ferry-${name}`)], {
		root: true,
		timeoutMs: 30_000,
	});
};
