import type { Services } from '../../source/model/services.ts';

/** A window title, a cleared screen, eight-bit control characters, text that is written backwards. */
export const poison = '\u001b]0;pwned\u0007\u001b[2J\u009b\u0085\u202e\u0008';

/** What the program itself sets, or compares: not text from a host. */
const own = new Set(
	'at migration container host on name type phase state outcome method level check scope act id stage scenario source target v'.split(
		' ',
	),
);

const poisoned = <Value>(value: Value, key = ''): Value => {
	if (typeof value === 'string')
		return (own.has(key) ? value : `${poison}${value.replaceAll(' ', `${poison} `)}`) as Value;
	if (Array.isArray(value)) return value.map((each) => poisoned(each, key)) as Value;
	if (value === null || typeof value !== 'object' || value instanceof Map || value instanceof Error)
		return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [name, poisoned(each, name)]),
	) as Value;
};

/** The same services where every text that comes from a host, its logs or its configuration tries to drive the terminal. */
export const hostile = <Given extends Services>(services: Given): Given => ({
	...services,
	knownHosts: async () =>
		(await services.knownHosts()).map((host) => ({
			...host,
			...(host.detail === undefined ? {} : { detail: poisoned(host.detail) }),
		})),
	list: async (...args) => poisoned(await services.list(...args), 'facts'),
	async check(...args) {
		const { findings, ...rest } = await services.check(...args);
		return { ...rest, findings: poisoned(findings) };
	},
	async *follow(...args) {
		for await (const event of services.follow(...args)) yield poisoned(event);
	},
});
