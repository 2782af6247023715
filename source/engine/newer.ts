import { exits, FerryError } from '../model/error.ts';
import type { MigrationView } from '../model/fold.ts';
import { counted } from '../model/text.ts';

/** Why a journal with lines of a later format is not gone on with: an intent among them would not be seen. Pure. */
export const newerError = ({ id, newer }: MigrationView): FerryError | undefined =>
	newer === 0
		? undefined
		: new FerryError(
				{
					what: `Migration ${id} was written by a newer lxc-ferry`,
					why: `${counted(newer, 'line')} of its journal can't be read by this one; what was done last may be among them.`,
					next: ['Run this again with the newest lxc-ferry that was used here. Nothing was changed.'],
				},
				exits.usage,
			);
