import { expect, test } from 'vitest';
import { jsonLine } from '../../source/model/json-line.ts';

test('what steers a terminal is escaped, and the value stays the same', () => {
	const value = {
		line: 'a\u001b[2J\u009b2J\u007f\u202egnp.exe\u2066\u200f\u061c\u2028 ü 🚢 \ud800',
		'\u0085': 1,
	};
	const line = jsonLine(value);
	expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
	expect(line).toContain('\\u009b2J\\u007f\\u202egnp');
	expect(line).toContain('ü 🚢');
	expect(JSON.parse(line)).toEqual(value);
});
