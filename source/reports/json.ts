import type { FerryEvent } from '../model/events.ts';

/** One value as one line. JSON.stringify gives the keys in the order of the journal, so an event is unchanged by it. */
export const jsonLine = (value: FerryEvent | object): string => JSON.stringify(value);
