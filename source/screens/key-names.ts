import type { Key } from 'ink';

const special: readonly (readonly [keyof Key, string])[] = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

const controls: Record<string, string> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	' ': 'space',
	'\b': 'backspace',
};

const nameOf = (char: string): string => {
	const control = controls[char];
	if (control !== undefined) return control;
	const code = char.codePointAt(0) ?? 0;
	if (code === 0x7f) return 'backspace';
	return code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : char;
};

/**
The names of the keys in one event of Ink's. Over a slow line several keys arrive in one chunk, which Ink hands over
as one `input`: each is a key of its own.
*/
export const keyNames = (input: string, key: Key): string[] => {
	if (key.eventType === 'release') return [];
	if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
	for (const [field, name] of special) if (key[field] === true) return [name];
	if (key.ctrl && input.length > 0) return [`ctrl-${input.toLowerCase()}`];
	// Alt and a letter is nothing that any table knows: better no action than that of the bare letter.
	if (key.meta) return [];
	return [...input].map(nameOf);
};

/** Whether a key is a letter that can be typed into a field. */
export const typed = (key: string): string | undefined => {
	if (key === 'space') return ' ';
	return [...key].length === 1 ? key : undefined;
};
