import { methods } from '../../model/stages.ts';
import type { Kind } from '../options.ts';

/** What the shells complete by themselves, what from a fixed list, and what by asking `lxc-ferry __complete KIND`. */
export type Source = { files: true } | { words: readonly string[] } | { ask: Kind } | undefined;

export const sourceOf = (kind: Kind | undefined): Source => {
	switch (kind) {
		case 'file':
		case 'path':
			return { files: true };
		case 'method':
			return { words: ['auto', ...methods] };
		case 'shell':
			return { words: ['bash', 'zsh', 'fish'] };
		case 'container':
		case 'host':
		case 'migration':
		case 'sample':
		case 'check':
			return { ask: kind };
		default:
			return undefined;
	}
};

/** A word inside single quotes, for all three shells. */
export const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
