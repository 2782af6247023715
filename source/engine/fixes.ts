import { connect } from '../hosts/connect.ts';
import * as fixes from '../hosts/fixes.ts';
import type { Host } from '../hosts/host.ts';
import { containerPlace } from '../hosts/lxc.ts';
import { restartContainer } from '../hosts/restart.ts';
import type { Fix } from '../model/finding.ts';
import type { MigrationRequest } from '../model/services.ts';

const hostOf = (request: MigrationRequest, on: Fix['on']): Promise<Host> =>
	connect(on === 'source' ? request.source : request.target);

/** Makes the changes of a fix on its host, with backups; nothing is restarted. */
export const applyFix = async (fix: Fix, request: MigrationRequest): Promise<void> => {
	const host = await hostOf(request, fix.on);
	await fixes.applyFix(host, fix, await containerPlace(host, request.container, request.lxcPath));
};

/** Takes back every change that was made for the container on the source; gives how many files were restored. */
export const undoFixes = async (request: MigrationRequest): Promise<number> => {
	const host = await hostOf(request, 'source');
	const { restored } = await fixes.undoFixes(host, { name: request.container });
	return restored.length;
};

/** Restarts the container on the source, for fixes that count only then; false while it is still starting after a minute. */
export const restart = async (request: MigrationRequest): Promise<boolean> => {
	const host = await hostOf(request, 'source');
	return restartContainer(host, await containerPlace(host, request.container, request.lxcPath));
};
