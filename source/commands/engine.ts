import type { How } from '../engine/run.ts';
import { startLean } from './lean.ts';
import type { Command } from './main.ts';

/** `lxc-ferry __engine ID HOW`: what `engine/launch.ts` starts as a process of its own. */
export const engine: Command = async ({ args: [id = '', how = 'start'] }) => {
	// A recovery may begin with a container that stands still.
	if (how === 'start') startLean();
	return (await import('../engine/run.ts')).runEngine(id, how as How);
};
