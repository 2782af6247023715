import { exits } from '../model/error.ts';
import type { Command } from './main.ts';
import { manPage } from './man-page.ts';

/** `lxc-ferry man` */
export const man: Command = async () => {
	process.stdout.write(manPage());
	return exits.done;
};
