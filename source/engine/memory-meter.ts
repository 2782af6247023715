import { emit, type Session } from './session.ts';

/**
Reports memory as it arrives on the target, with the rate since the last report, as progress of a stage. Given the bytes
that have arrived so far.
*/
export const memoryMeter = (
	session: Session,
	name: 'freeze' | 'verify',
	total: number | undefined,
): ((bytes: number) => void) => {
	let before = { bytes: 0, ms: Date.now() };
	return (bytes) => {
		const ms = Date.now();
		if (bytes <= before.bytes) return;
		session.bytes += bytes - before.bytes;
		session.memoryCameMs = ms;
		const rate = Math.round(((bytes - before.bytes) * 1000) / Math.max(1, ms - before.ms));
		before = { bytes, ms };
		// By post-copy some comes while the container is still being rebuilt.
		if (name === 'verify' && session.unfrozenMs === undefined) return;
		emit(session, {
			type: 'stage',
			name,
			phase: 'progress',
			bytes,
			rate,
			// What the kernel counts as the container's memory is a little less than what is sent.
			...(total === undefined ? {} : { total: Math.max(total, bytes) }),
		});
	};
};
