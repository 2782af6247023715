// CRIU's own times: stats-dump and stats-restore, one protobuf message each behind a magic number and a size
// (criu/images/stats.proto). All fields that count here are varints.

/** Microseconds, by field number of DumpStatsEntry or RestoreStatsEntry. */
type Fields = Map<number, number>;

const varint = (data: Buffer, at: number): [value: number, next: number] => {
	let value = 0;
	for (let shift = 0, next = at; ; shift += 7) {
		const byte = data[next++] ?? 0;
		value += (byte & 0x7f) * 2 ** shift;
		if (byte < 0x80) return [value, next];
	}
};

const fieldsOf = (data: Buffer): { numbers: Fields; messages: Map<number, Buffer> } => {
	const numbers: Fields = new Map();
	const messages = new Map<number, Buffer>();
	for (let at = 0; at < data.length; ) {
		const [key, afterKey] = varint(data, at);
		const [value, afterValue] = varint(data, afterKey);
		at = afterValue;
		if (key % 8 === 0) numbers.set(key >> 3, value);
		else if (key % 8 === 2) {
			messages.set(key >> 3, data.subarray(at, at + value));
			at += value;
		} else throw new Error(`not a stats file: wire type ${key % 8}`);
	}
	return { numbers, messages };
};

/** StatsEntry: 1 is the dump's message, 2 the restore's. */
const entry = (file: Buffer, which: 1 | 2): Fields => {
	// Magic numbers come first (one or two of them), then the size of the message that fills the rest.
	for (const at of [4, 8]) {
		if (file.length < at + 4 || file.readUInt32LE(at) !== file.length - at - 4) continue;
		const message = fieldsOf(file.subarray(at + 4)).messages.get(which);
		if (message !== undefined) return fieldsOf(message).numbers;
	}
	throw new Error('not a stats file of CRIU');
};

/** Milliseconds in which the container was frozen: from the freezer to the end of the dump. */
export const frozenMs = (file: Buffer): number => (entry(file, 1).get(2) ?? 0) / 1000;

/** Milliseconds of the whole restore. */
export const restoreMs = (file: Buffer): number => (entry(file, 2).get(4) ?? 0) / 1000;
