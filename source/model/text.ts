/*
Names, titles and log lines come from hosts and containers; whoever controls those could otherwise drive the
terminal of the operator. Everything that a host printed passes through here before it is shown or stored.
*/

/** ECMA-48 control sequences: CSI, OSC and the other strings (DCS, SOS, PM, APC), then two-byte escapes. */
const escapes =
	/\u001b\[[0-?]*[ -/]*[@-~]?|\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/** C0 without tab and line ends, DEL, C1. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Zero-width, bidirectional overrides and isolates, line separators, byte order mark, tags, soft hyphen. */
const invisible =
	/[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The text as one line that can be shown on any terminal: control and invisible characters removed. */
export const printable = (text: string): string =>
	text
		.toWellFormed()
		.replace(escapes, '')
		.replace(/[\t\r\n]+/g, ' ')
		.replace(controls, '')
		.replace(invisible, '');

/** `printable`, cut to `length` characters with an ellipsis. */
export const clipped = (text: string, length: number): string => {
	// Cut before cleaning too: a hostile line may be megabytes long.
	const clean = printable(text.slice(0, length * 8));
	return clean.length > length ? `${clean.slice(0, Math.max(0, length - 1))}…` : clean;
};

/** `1 process`, `2 processes`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
	`${count} ${count === 1 ? one : many}`;

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people, decimal units: `4.2 MB`. */
export const bytes = (count: number): string => {
	let value = count;
	let unit = 0;
	while (Math.abs(value) >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};

/** The first few of a list, and how many more there are. */
export const some = (items: readonly string[], most = 3): string => {
	const shown = items.slice(0, most).join(', ');
	return items.length > most ? `${shown} and ${items.length - most} more` : shown;
};
