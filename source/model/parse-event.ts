import { eventVersion, type FerryEvent } from './events.ts';
import { stageNames } from './stages.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const strings: Record<string, readonly string[]> = {
	started: ['container', 'source', 'target'],
	finding: ['check', 'level', 'title'],
	stage: ['name', 'phase'],
	log: ['host', 'line'],
	intent: ['act', 'detail'],
	frozen: ['host'],
	unfrozen: ['host'],
	rollback: ['phase', 'reason'],
	cancel: ['by'],
	finished: ['outcome'],
};

const wellFormed = (event: Record<string, unknown>): boolean => {
	const type = event['type'] as string;
	if (!(strings[type] ?? []).every((field) => typeof event[field] === 'string')) return false;
	if (type === 'started') return isObject(event['options']) && isObject(event['versions']);
	if (type === 'stage') return (stageNames as readonly string[]).includes(event['name'] as string);
	if (type === 'command')
		return Array.isArray(event['argv']) && event['argv'].every((arg) => typeof arg === 'string');
	if (type === 'plan') return isObject(event['places']) && Array.isArray(event['stages']);
	if (type === 'mark') return typeof event['ms'] === 'number';
	return true;
};

/**
Reads one line of a journal. Gives undefined for whatever is not an event of a version that we know: a truncated
last line, damage, a newer format. Never throws.
*/
export const parseEvent = (line: string): FerryEvent | undefined => {
	if (!line.startsWith('{')) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (!isObject(value) || value['v'] !== eventVersion) return undefined;
	if (typeof value['type'] !== 'string' || typeof value['at'] !== 'string') return undefined;
	if (typeof value['seq'] !== 'number' || typeof value['migration'] !== 'string') return undefined;
	return wellFormed(value) ? (value as FerryEvent) : undefined;
};
