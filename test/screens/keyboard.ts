/** What a terminal sends for keys that are no letters. */
export const keys = {
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	left: '\u001b[D',
	enter: '\r',
	esc: '\u001b',
	tab: '\t',
	shiftTab: '\u001b[Z',
	pageUp: '\u001b[5~',
	pageDown: '\u001b[6~',
	home: '\u001b[H',
	end: '\u001b[F',
	backspace: '\u007f',
	ctrlC: '\u0003',
	ctrlU: '\u0015',
	ctrlZ: '\u001a',
} as const;
