import type { MachineContext } from '../../source/engine/machine.ts';

/** The machine's stages by the names of their actors. */
export const stages = [
	'check',
	'prepare',
	'sync',
	'preCopy',
	'freeze',
	'transfer',
	'rebuild',
	'handover',
	'revive',
	'verify',
	'commit',
] as const;

/** Where a migration or a recovery may enter it. */
export const entries: MachineContext['from'][] = ['start', 'undo', 'forward', 'again', 'back'];
