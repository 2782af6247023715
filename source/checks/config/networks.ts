import type { Config, ConfigEntry } from '../../model/config.ts';

/** One `lxc.net.N` with its settings by their names behind the number. */
export type Network = {
	index: number;
	get(name: string): ConfigEntry | undefined;
	getAll(name: string): ConfigEntry[];
};

export const networksOf = (config: Config): Network[] => {
	const indexes = new Set(config.entries.flatMap(({ key }) => /^lxc\.net\.(\d{1,4})\./.exec(key)?.[1] ?? []));
	return [...indexes]
		.map(Number)
		.sort((a, b) => a - b)
		.map((index) => ({
			index,
			get: (name) => config.get(`lxc.net.${index}.${name}`),
			getAll: (name) => [...config.getAll(`lxc.net.${index}.${name}`)],
		}));
};

/** An IPv4 address with its prefix as numbers; undefined for anything else. */
export const parseIPv4 = (text: string): { address: number; bits: number } | undefined => {
	const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?/.exec(text);
	if (!match) return undefined;
	const parts = match.slice(1, 5).map(Number);
	if (parts.some((part) => part > 255)) return undefined;
	return {
		address: parts.reduce((sum, part) => sum * 256 + part, 0),
		bits: Math.min(32, Number(match[5] ?? 32)),
	};
};

/** Whether a network (`10.0.3.1/24`) holds an address. */
export const holds = (network: string, address: string): boolean => {
	const outer = parseIPv4(network);
	const inner = parseIPv4(address);
	if (!outer || !inner || outer.bits === 0) return false;
	const size = 2 ** (32 - outer.bits);
	return Math.floor(outer.address / size) === Math.floor(inner.address / size);
};
