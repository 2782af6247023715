import type { How } from '../engine/run.ts';
import type { Command } from './main.ts';

/** `lxc-ferry __engine ID HOW`: what `engine/launch.ts` starts as a process of its own. */
export const engine: Command = async ({ args: [id = '', how = 'start'] }) =>
	(await import('../engine/run.ts')).runEngine(id, how as How);
