/** Milliseconds for people: `0.42 s`, `12.3 s`, `2 min 03 s`, `1 h 04 min`, `3 d 2 h`. */
export const duration = (ms: number): string => {
	const seconds = Math.max(0, ms) / 1000;
	if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
	return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
};

/** A running clock: `00:07`, `12:30`, `1:02:03`. */
export const clock = (ms: number): string => {
	const whole = Math.floor(Math.max(0, ms) / 1000);
	const two = (value: number) => String(value).padStart(2, '0');
	const hours = Math.floor(whole / 3600);
	const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
};

/** Seconds since something was started, coarse enough not to tick in a list: `3 d`, `4 h`, `12 min`. */
export const age = (seconds: number): string => {
	if (seconds < 60) return '<1 min';
	if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
	if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
	return `${Math.floor(seconds / 86_400)} d`;
};

/** An estimate, rounded so that nobody takes it for a promise: `about 40 s`, `about 3 min`. */
export const about = (ms: number): string => {
	const seconds = Math.max(0, ms) / 1000;
	if (seconds < 3) return `about ${Math.max(0.1, seconds).toFixed(1)} s`;
	if (seconds < 10) return `about ${Math.round(seconds)} s`;
	if (seconds < 57) return `about ${Math.round(seconds / 5) * 5} s`;
	if (seconds < 3300) return `about ${Math.ceil(seconds / 60)} min`;
	return `about ${Math.round(seconds / 360) / 10} h`;
};

/** `2026-11-23 17:09` in UTC, as the journals write their times. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
