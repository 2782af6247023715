import { homedir } from 'node:os';
import { join } from 'node:path';

/**
Where migrations are recorded. Root keeps them in /var/lib (file-hierarchy(7)), other users in their
XDG state directory. `LXC_FERRY_STATE` names another place.
*/
export const stateDir = (env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.()): string => {
	if (env['LXC_FERRY_STATE']) return env['LXC_FERRY_STATE'];
	if (uid === 0) return '/var/lib/lxc-ferry';
	return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'lxc-ferry');
};

export const migrationsDir = (state = stateDir()): string => join(state, 'migrations');

export const journalPath = (id: string, state = stateDir()): string =>
	join(migrationsDir(state), id, 'journal.ndjson');
