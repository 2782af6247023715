import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, merged, shownDiff } from '../../source/model/diff.ts';

const text = fc
	.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
	.map((lines) => lines.map((line) => `${line}\n`).join(''));

describe('diffLines', () => {
	it('holds both texts', () => {
		fc.assert(
			fc.property(text, text, (before, after) => {
				const lines = diffLines(before, after);
				const side = (other: 'added' | 'removed') =>
					lines
						.filter(({ kind }) => kind !== other)
						.map((line) => `${line.text}\n`)
						.join('');
				expect(side('added')).toBe(before);
				expect(side('removed')).toBe(after);
			}),
		);
	});

	it('is shown with what is around it', () => {
		expect(shownDiff('1\n2\n3\n4\n5\n', '1\n2\n3\n4\nfive\n', 1)).toEqual([' 4', '-5', '+five']);
		expect(shownDiff('', 'x\n')).toEqual(['+x']);
	});
});

describe('merged', () => {
	const base = 'one\ntwo\nthree\n';

	it('carries a change over to a file that changed elsewhere', () => {
		expect(merged(base, 'one\n# two\nthree\n', `${base}four\n`)).toBe('one\n# two\nthree\nfour\n');
		expect(merged(base, `${base}\n# head\na\n`, `${base}\n# head\nb\n`)).toBe(`${base}\n# head\na\nb\n`);
	});

	it('refuses two changes of one line', () => {
		expect(merged(base, 'one\nTWO\nthree\n', 'one\nzwei\nthree\n')).toBeUndefined();
	});

	it('changes nothing without a change', () => {
		fc.assert(
			fc.property(
				text,
				text,
				(before, now) => merged(before, now, before) === now && merged(before, before, now) === now,
			),
		);
	});
});
