// The NDJSON report is the journal's own lines: an event is unchanged by it.
export { jsonLine } from '../model/json-line.ts';
