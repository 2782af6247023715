const powers = 'bkmgt';

/**
Bytes per second of a rate as rsync's --bwlimit takes it (rsync(1), "size"): a number alone counts KiB, `m` and `mib` are
binary, `mb` is decimal, 0 is no limit. Undefined for none.
*/
export const bytesPerSecond = (rate: string | undefined): number | undefined => {
	const [, number, unit = 'k', rest = ''] = /^(\d+(?:\.\d+)?)([bkmgt])?(i?b)?$/i.exec(rate ?? '') ?? [];
	const base = rest.toLowerCase() === 'b' ? 1000 : 1024;
	const bytes = Number(number) * base ** powers.indexOf(unit.toLowerCase());
	return bytes > 0 ? bytes : undefined;
};
