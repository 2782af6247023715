import { expect, test } from 'vitest';
import { bytesPerSecond } from '../../source/model/bwlimit.ts';

test.each([
	['50m', 50 * 1024 ** 2],
	['50MB', 50e6],
	['1.5MiB', 1.5 * 1024 ** 2],
	['800k', 800 * 1024],
	['800', 800 * 1024],
	['700b', 700],
	['1g', 1024 ** 3],
	['0', undefined],
	['fast', undefined],
	[undefined, undefined],
])('--bwlimit %s', (rate, bytes) => {
	expect(bytesPerSecond(rate)).toBe(bytes);
});
