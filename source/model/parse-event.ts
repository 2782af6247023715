import { type EventBody, eventVersion, type FerryEvent } from './events.ts';
import { flag, list, number, object, oneOf, optional, record, type Shape, text } from './shape.ts';
import { methods, outcomes, stageNames } from './stages.ts';

const versions = record(text);
const place = object({ lxcPath: text, staging: text, rootfs: text });
const command = { host: text, argv: list(text) };

/** What readers rely on in each event; a line that does not have it is passed over like any other damage. */
const bodies: Record<EventBody['type'], Shape> = {
	started: object({
		container: text,
		source: text,
		target: text,
		versions,
		options: object({
			source: optional(text),
			target: optional(text),
			lxcPath: optional(text),
			targetLxcPath: optional(text),
			bwlimit: optional(text),
			pageServer: optional(text),
			health: optional(text),
			sshUser: optional(text),
			maxBlackoutMs: optional(number),
			force: optional(list(text)),
			keepSource: optional(flag),
			verifyFiles: optional(flag),
		}),
	}),
	engine: object({ pid: number, startTime: text, bootId: text }),
	finding: object({
		check: text,
		level: oneOf(['ok', 'info', 'warn', 'fail']),
		title: text,
		detail: optional(text),
		meaning: optional(text),
		remedy: optional(text),
		fix: optional(object({ title: text })),
	}),
	plan: object({
		method: oneOf(methods),
		reason: text,
		stages: list(object({ name: oneOf(stageNames), skip: optional(text), commands: list(object(command)) })),
		predicted: optional(object({ blackoutMs: number, totalMs: number })),
		versions: optional(object({ source: versions, target: versions })),
		places: object({ source: place, target: place }),
	}),
	stage: object({
		name: oneOf(stageNames),
		phase: oneOf(['started', 'progress', 'finished', 'failed', 'skipped']),
		bytes: optional(number),
		total: optional(number),
		rate: optional(number),
		eta: optional(number),
		round: optional(number),
		detail: optional(text),
	}),
	command: object({ ...command, exit: number, ms: number, stderr: optional(text) }),
	log: object({ host: text, line: text }),
	intent: object({ act: text, detail: text }),
	frozen: object({ host: text, ms: optional(number) }),
	unfrozen: object({ host: text, ms: optional(number) }),
	mark: object({ host: text, name: text, ms: number, from: optional(number) }),
	rollback: object({ phase: oneOf(['started', 'finished', 'failed']), reason: text }),
	cancel: object({ by: text }),
	finished: object({
		outcome: oneOf(outcomes),
		exit: optional(number),
		totalMs: optional(number),
		bytes: optional(number),
		blackoutMs: optional(number),
		explanation: optional(
			object({ what: text, why: optional(text), next: optional(list(text)), evidence: optional(list(text)) }),
		),
	}),
};

const envelope = object({
	v: (value) => value === eventVersion,
	seq: number,
	at: text,
	migration: text,
	type: text,
});

const known = new Map<string, Shape>(Object.entries(bodies));

const parsed = (line: string): unknown => {
	if (!line.startsWith('{')) return undefined;
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
};

const later = object({ v: (value) => typeof value === 'number' && value > eventVersion });

/** Whether a line is of a format that came after ours: it says something, and we don't know what. Never throws. */
export const isNewer = (line: string): boolean => later(parsed(line));

/**
Reads one line of a journal. Gives undefined for whatever is not an event of a version that we know: a truncated
last line, damage, a newer format. Never throws.
*/
export const parseEvent = (line: string): FerryEvent | undefined => {
	const value = parsed(line);
	if (!envelope(value)) return undefined;
	const event = value as FerryEvent;
	// Events of types that came later are passed on: readers count them and ignore the rest.
	return (known.get(event.type)?.(event) ?? true) ? event : undefined;
};
