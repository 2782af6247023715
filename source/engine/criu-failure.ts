import { explain } from '../failures/index.ts';
import { readTail } from '../hosts/files.ts';
import type { Host } from '../hosts/host.ts';
import { lxcLog } from '../hosts/lxc.ts';
import { FerryError } from '../model/error.ts';
import { clipped } from '../model/text.ts';
import { emit, type Session } from './session.ts';

/** Why CRIU failed, from its log and LXC's on the host. */
export const criuFailure = async (
	session: Session,
	host: Host,
	staging: string,
	log: string,
	image = 'image',
): Promise<FerryError> => {
	const names = [
		`${staging}/${log.split('.')[0]}.out`,
		`${staging}/${image}/${lxcLog}`,
		`${staging}/${image}/${log}`,
	];
	// What CRIU says comes last: it is nearer to the cause, where it was reached at all.
	const texts = await Promise.all(names.map((name) => readTail(host, name)));
	const text = texts.filter((part) => part !== undefined).join('\n');
	for (const line of text.trim().split('\n').slice(-12))
		emit(session, { type: 'log', host: host.name, line: clipped(line, 400) });
	return new FerryError(explain(text));
};
