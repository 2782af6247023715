import { followMigration } from './following.ts';
import type { Command } from './main.ts';
import { idOf } from './migration-id.ts';
import { canDraw, lookOf } from './terminal.ts';

/** `lxc-ferry attach ID` */
export const attach: Command = async ({ args: [wanted = ''], options }) => {
	const id = await idOf(wanted);
	if (options.plain === true || options.json === true || !canDraw()) {
		return followMigration(id, { json: options.json === true, look: lookOf() });
	}
	return (await import('./tui.ts')).openProgress(id, options);
};
