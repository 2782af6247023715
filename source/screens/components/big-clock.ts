import type { Row } from '../segments.ts';

const font: Record<string, readonly string[]> = {
	'0': ['###', '# #', '# #', '# #', '###'],
	'1': ['  #', '  #', '  #', '  #', '  #'],
	'2': ['###', '  #', '###', '#  ', '###'],
	'3': ['###', '  #', '###', '  #', '###'],
	'4': ['# #', '# #', '###', '  #', '  #'],
	'5': ['###', '#  ', '###', '  #', '###'],
	'6': ['###', '#  ', '###', '# #', '###'],
	'7': ['###', '  #', '  #', '  #', '  #'],
	'8': ['###', '# #', '###', '# #', '###'],
	'9': ['###', '# #', '###', '  #', '###'],
	':': [' ', '#', ' ', '#', ' '],
	'.': [' ', ' ', ' ', ' ', '#'],
};

const clockHeight = 5;

/** Seconds with tenths, from a minute on with minutes: short, because it is drawn again ten times a second. */
export const clockText = (ms: number): string => {
	const tenths = Math.floor(Math.max(0, ms) / 100);
	const seconds = `${Math.floor((tenths % 600) / 10)}.${tenths % 10}`;
	const minutes = Math.floor(tenths / 600);
	return minutes === 0 ? seconds : `${minutes}:${seconds.padStart(4, '0')}`;
};

/** The clock in letters five rows high, with a word beside them. */
export const bigClock = (ms: number, pixel: string, beside: readonly string[]): Row[] => {
	const text = clockText(ms);
	return Array.from(
		{ length: clockHeight },
		(_, row): Row => ({
			left: [
				'  ',
				['frozen', [...text].map((letter) => (font[letter]?.[row] ?? '').replaceAll('#', pixel)).join(' ')],
				`   ${beside[row] ?? ''}`,
			],
		}),
	);
};
