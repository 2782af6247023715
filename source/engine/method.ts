import { exits, FerryError } from '../model/error.ts';
import type { Facts } from '../model/facts.ts';
import { duration } from '../model/format.ts';
import type { MigrationRequest } from '../model/services.ts';
import type { Method } from '../model/stages.ts';
import { bytes } from '../model/text.ts';
import { limitText } from './longest-blackout.ts';

type Choice = { method: Method; reason: string };

/** Below this the memory is sent in less time than a round of pre-copy needs to begin. */
const worthPreCopy = 64 * 1024 * 1024;
/** Less than this goes with the rest of the image: the page server's start and its answers take longer (measured: 120 ms, and 5 round trips). */
const worthStream = 16 * 1024 * 1024;
/** All rounds lie on the target's disk until the container runs there. */
const copiesOnDisk = 2;

/** What the prediction of pre-copy rests on: no fact tells it before the first round (model/predict.ts). */
const assumed = 'what changes meanwhile is assumed to be little';

/** Why the memory can't be copied ahead; undefined if it can. */
const noPreCopy = ({ source, target, container }: Facts): string | undefined => {
	if (source.criuFeatures['mem_dirty_track'] !== true) return `${source.name} does not track changed memory`;
	const { memory } = container;
	if (memory === undefined) return 'how much memory there is could not be measured';
	const free = target.free.staging;
	if (free !== undefined && free < memory * copiesOnDisk)
		return `the disk of ${target.name} has no room for it twice`;
	return undefined;
};

/** Why the memory can't be copied ahead, or why it would not help; undefined if it should be. */
const againstPreCopy = (facts: Facts): string | undefined => {
	const { memory = 0 } = facts.container;
	return (
		noPreCopy(facts) ??
		(memory < worthPreCopy ? `${bytes(memory)} of memory are sent faster than copied ahead` : undefined)
	);
};

const automatic = (facts: Facts, pageServer: string | undefined): Choice => {
	const against = againstPreCopy(facts);
	const { memory } = facts.container;
	if (against === undefined)
		return {
			method: 'pre-copy',
			reason: `${bytes(memory ?? 0)} of memory are copied ahead; ${assumed}`,
		};
	// Who names a page server wants it used.
	if (memory !== undefined && memory < worthStream && pageServer === undefined)
		return {
			method: 'stop-and-copy',
			reason: `${bytes(memory)} of memory go along with the rest of the image`,
		};
	return {
		method: 'stream',
		reason: `memory goes straight to the target; ${against}`,
	};
};

/** Milliseconds of blackout that are predicted of a method. */
type BlackoutOf = (method: Method) => number;

/** Another method that both hosts support, if only that one keeps the blackout as short as was asked. */
const shortEnough = (
	choice: Choice,
	{ maxBlackoutMs: longest, pageServer }: MigrationRequest,
	facts: Facts,
	blackoutOf: BlackoutOf,
): Choice => {
	const long = blackoutOf(choice.method);
	if (longest === undefined || long <= longest) return choice;
	const supported: Method[] = [
		...(noPreCopy(facts) === undefined ? (['pre-copy'] as const) : []),
		'stream',
		...(pageServer === undefined ? (['stop-and-copy'] as const) : []),
	];
	const method = supported.find((other) => blackoutOf(other) <= longest);
	if (method === undefined) return choice;
	const why = `by ${choice.method} the blackout would be about ${duration(long)}, longer than the ${limitText(longest)} allowed`;
	return { method, reason: method === 'pre-copy' ? `${why}; ${assumed}` : why };
};

/**
The best method that both hosts support and whose blackout is not too long, and why; what was asked for wins if it can
be done.
*/
export const chooseMethod = (request: MigrationRequest, facts: Facts, blackoutOf: BlackoutOf): Choice => {
	const wanted = request.method ?? 'auto';
	if (wanted === 'auto') return shortEnough(automatic(facts, request.pageServer), request, facts, blackoutOf);
	if ((wanted === 'stop-and-copy' || wanted === 'post-copy') && request.pageServer !== undefined)
		throw new FerryError(
			{
				what: `${wanted} needs no page server on the target`,
				why:
					wanted === 'post-copy'
						? 'The target fetches the memory from the source, through ssh.'
						: 'It sends the memory with the rest of the image, through ssh.',
				next: ['Leave --page-server out, or choose another method.'],
			},
			exits.usage,
		);
	if (wanted === 'pre-copy' && facts.source.criuFeatures['mem_dirty_track'] === false)
		throw new FerryError(
			{
				what: `Memory can't be copied ahead from ${facts.source.name}`,
				why: 'Its kernel does not track which memory changes: criu check --feature mem_dirty_track fails there (CONFIG_MEM_SOFT_DIRTY).',
				next: ['Leave --method out, or choose stream: all memory is then copied in the blackout.'],
			},
			exits.usage,
		);
	return { method: wanted, reason: wanted === 'pre-copy' ? `asked for; ${assumed}` : 'asked for' };
};
