import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quote, quoteAll } from '../../source/model/quote.ts';

const throughShell = async (argv: readonly string[]): Promise<string[]> => {
	const { stdout } = await execa('/bin/sh', ['-c', `printf '%s\\0' ${quoteAll(argv)}`], {
		stripFinalNewline: false,
	});
	return stdout.split('\0').slice(0, -1);
};

test.each(["it's", '', ' ', '$(reboot)', '`id`', 'a;b', '*', '~', '"', '\\', 'a\nb', '-n', "''", 'ü 🚢'])(
	'%j arrives as it was',
	async (argument) => {
		expect(await throughShell([argument])).toEqual([argument]);
	},
);

test('plain words stay readable', () => {
	expect(quote('/var/lib/lxc/web1')).toBe('/var/lib/lxc/web1');
});

test('any arguments arrive as they were', async () => {
	const word = fc
		.string({ unit: 'binary', maxLength: 30 })
		.map((text) => text.replaceAll('\0', '').toWellFormed());
	await fc.assert(
		fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (argv) => {
			expect(await throughShell(argv)).toEqual(argv);
		}),
		{ numRuns: 100 },
	);
});
