/** Compares dotted versions number by number; text behind them (`4.2.1~rc1`) is not looked at. */
export const compareVersions = (left: string, right: string): number => {
	const numbers = (version: string) => (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
	const a = numbers(left);
	const b = numbers(right);
	for (let at = 0; at < Math.max(a.length, b.length); at++) {
		const difference = (a[at] ?? 0) - (b[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
};

/** The first two numbers, `4.2` of `4.2.1`. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');
