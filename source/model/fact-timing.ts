import type { FactDocument } from './fact-document.ts';

const nanoseconds = (document: FactDocument, key: string): number | undefined => {
	const said = document.sections.find((section) => section.key === key)?.lines[0];
	return said !== undefined && /^\d{10,20}$/.test(said) ? Number(said) / 1e6 : undefined;
};

/**
The host's clock against ours, from its own times at the script's begin and end: what the connection took lies half
before and half after, so the two errors cancel. The rest of the time is the connection's.
*/
export const timing = (
	document: FactDocument,
	started: number,
	ended: number,
): { clockSkewMs?: number; roundTripMs?: number } => {
	const begin = nanoseconds(document, 'begin');
	const finish = nanoseconds(document, 'finish');
	if (begin === undefined || finish === undefined) return {};
	return {
		clockSkewMs: Math.round((begin - started + (finish - ended)) / 2),
		roundTripMs: Math.max(0, Math.round(ended - started - (finish - begin))),
	};
};
