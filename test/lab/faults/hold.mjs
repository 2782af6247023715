// Preloaded into an engine (NODE_OPTIONS=--import): holds it still at the very instant at which it has written a
// certain line of its journal, until a fault has been brought about; and shortens its long limits, so that a row
// about something that hangs does not take minutes. No test build, and no race.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const { LAB_HOLD_AT, LAB_HOLD_DIR, LAB_LIMITS_DIVIDED_BY } = process.env;
const isEngine = process.argv.includes('__engine') && process.argv.at(-1) === 'start';

if (isEngine && LAB_HOLD_AT && LAB_HOLD_DIR) {
	const wanted = JSON.parse(LAB_HOLD_AT);
	const write = fs.writeSync;
	const bell = new Int32Array(new SharedArrayBuffer(4));
	let held = false;
	fs.writeSync = (fd, data, ...rest) => {
		const written = write(fd, data, ...rest);
		if (held || !wanted.every((part) => Buffer.from(data).includes(part))) return written;
		held = true;
		fs.writeFileSync(`${LAB_HOLD_DIR}/held`, '');
		while (!fs.existsSync(`${LAB_HOLD_DIR}/go`)) Atomics.wait(bell, 0, 0, 2);
		return written;
	};
	syncBuiltinESMExports();
}

if (isEngine && LAB_LIMITS_DIVIDED_BY) {
	const start = globalThis.setTimeout;
	const shorter = (ms) => (ms >= 30_000 ? ms / Number(LAB_LIMITS_DIVIDED_BY) : ms);
	globalThis.setTimeout = (work, ms, ...rest) => start(work, shorter(ms), ...rest);
}
