import { exits, FerryError } from '../model/error.ts';
import { suggest } from './suggest.ts';

/** The command line is wrong: nothing was done, and the remedy is another command line. */
export const usageError = (what: string, why: string, next: string[]): FerryError =>
	new FerryError({ what, why, next }, exits.usage);

/** `usageError` for a word that isn't known, with the one that was probably meant. */
export const unknownWord = (
	what: string,
	word: string,
	known: readonly string[],
	help: string,
): FerryError => {
	const meant = suggest(word, known);
	return usageError(what, `Known are: ${known.join(', ')}.`, [
		...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
		help,
	]);
};
