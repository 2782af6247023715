// A lab for one purpose, beside the others. Two checkouts on one machine don't meet in it. Before anything else of the
// lab is imported: paths.ts reads the name once.
import { createHash } from 'node:crypto';

export const nameOfLab = (purpose: string): string =>
	`${purpose}${createHash('sha256')
		.update(import.meta.dirname)
		.digest('hex')
		.slice(0, 4)}`;

export const ownLab = (purpose: string): void => {
	process.env['LXC_FERRY_LAB'] = nameOfLab(purpose);
};
