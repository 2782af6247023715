import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nameOf } from '../hosts/connect.ts';
import { startDetached } from '../hosts/detached.ts';
import { exits, FerryError } from '../model/error.ts';
import type { MigrationRequest } from '../model/services.ts';
import { openJournal } from './journal.ts';
import { journalPath, stateDir } from './state-dir.ts';
import { versions } from './versions.ts';

/**
Ids sort by time, to the millisecond: two migrations in one second are nothing special, and `last` is the later one.
The container's name is in them for people, as far as a file name may hold it.
*/
export const newId = (container: string, now = new Date()): string => {
	const [date = '', time = ''] = now.toISOString().replaceAll(/[-:Z]/g, '').split('T');
	const name = container.replaceAll(/[^\w.-]/g, '_').slice(0, 40);
	return `${date}-${time}-${name}-${randomBytes(2).toString('hex')}`;
};

const notWritable = (error: unknown): FerryError =>
	new FerryError(
		{
			what: `The journal can't be written in ${stateDir()}`,
			why: String((error as Error).message),
			next: [
				'Run as root (sudo lxc-ferry ...), make the directory writable, or name another: LXC_FERRY_STATE=DIR',
			],
		},
		exits.unexpected,
	);

/** The program and its arguments that run an engine: this very program, by the hidden command. */
export const engineCommand = (id: string): string[] => [
	process.execPath,
	...process.execArgv,
	process.argv[1] ?? '',
	'__engine',
	id,
];

/** Starts an engine on a journal that exists, in a process of its own that outlives this one and its terminal. */
export const startEngine = (id: string, how: 'start' | 'resume' | 'rollback' = 'start'): void => {
	startDetached([...engineCommand(id), how], join(dirname(journalPath(id)), 'engine.log'));
};

/** Writes the first event of a new migration and starts its engine; gives its id. */
export const launch = async (request: MigrationRequest): Promise<string> => {
	const { container, ...options } = request;
	const id = newId(container);
	try {
		mkdirSync(dirname(journalPath(id)), { recursive: true, mode: 0o700 });
		const journal = openJournal(id);
		journal.write(
			{
				type: 'started',
				container,
				source: nameOf(request.source),
				target: nameOf(request.target),
				versions: versions(),
				options,
			},
			true,
		);
		journal.close();
	} catch (error) {
		throw notWritable(error);
	}
	startEngine(id);
	return id;
};
