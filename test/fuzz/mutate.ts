// Damage to real texts, the same for the same seed: cheaper than a generator by a factor of a hundred, and nearer to
// what a full disk, a strange host or somebody hostile would make of them.

export type Random = (below: number) => number;

/** xorshift32: quick, and good enough to break things with. */
export const randomFrom = (seed: number): Random => {
	let state = seed | 1;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
};

const nasty = [
	'',
	'\0',
	'\u001b[2J\u001b[H',
	'\u001b]0;title\u0007',
	'\u202e',
	'\u2066',
	'\r',
	'\n\n',
	'\ufffd',
	'\ud800',
	'"',
	'\\',
	'{',
	'}',
	'[',
	']',
	',',
	':',
	'null',
	'-1',
	'1e999',
	'NaN',
	'99999999999999999999',
	'__proto__',
	'constructor',
	'../../../etc/passwd',
	'$(reboot)',
	'%s%n',
	'='.repeat(300),
	'a'.repeat(5000),
	'🚢',
	'\u0301'.repeat(50),
];

/** One to four kinds of damage to a text. */
export const mutate = (text: string, random: Random, corpus: readonly string[] = nasty): string => {
	let result = text;
	for (let times = 1 + random(4); times > 0; times--) {
		const at = random(result.length + 1);
		const length = random(random(4) === 0 ? 400 : 12);
		const word = nasty[random(nasty.length)] ?? '';
		switch (random(7)) {
			case 0:
				result = result.slice(0, at);
				break;
			case 1:
				result = result.slice(0, at) + result.slice(at + length);
				break;
			case 2:
				result = result.slice(0, at) + word + result.slice(at);
				break;
			case 3:
				result = result.slice(0, at) + word + result.slice(at + length);
				break;
			case 4:
				result = result.slice(0, at) + String.fromCharCode(random(0x10000)) + result.slice(at + 1);
				break;
			case 5: {
				const other = corpus[random(corpus.length)] ?? '';
				result =
					result.slice(0, at) + other.slice(random(other.length + 1), random(other.length + 1) + length);
				break;
			}
			default:
				result =
					result.slice(0, at) +
					result.slice(at, at + length).repeat(2 + random(3)) +
					result.slice(at + length);
		}
	}
	return result;
};

/** JSON whose values have another type, where it is JSON. */
export const retype = (line: string, random: Random): string => {
	const values: unknown[] = [
		null,
		0,
		-1,
		1e308,
		'',
		'x\u001b[31m',
		[],
		{},
		[[]],
		{ length: 3 },
		true,
		[null],
	];
	try {
		const value = JSON.parse(line) as Record<string, unknown>;
		const keys = Object.keys(value);
		const key = keys[random(keys.length)];
		if (key === undefined) return line;
		value[key] = values[random(values.length)];
		return JSON.stringify(value);
	} catch {
		return line;
	}
};
