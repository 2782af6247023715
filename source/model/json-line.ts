/** DEL and C1, marks that turn the direction of text, line separators: valid in JSON as they are, and terminals obey. */
const steering = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
One value as one line, the keys in their order. What could steer a terminal is written as an escape, which is the same
value to whoever parses it.
*/
export const jsonLine = (value: object): string =>
	JSON.stringify(value).replaceAll(
		steering,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
