import { whole } from './fact-document.ts';
import type { ContainerListing } from './facts.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Where each column begins, in bytes: printf pads by bytes, and values such as two addresses hold blanks. */
const columnsOf = (header: Uint8Array): { name: string; from: number; to: number }[] => {
	const words = [...decoder.decode(header).matchAll(/\S+/g)];
	return words.map((word, index) => ({
		name: word[0],
		from: word.index,
		to: words[index + 1]?.index ?? Number.POSITIVE_INFINITY,
	}));
};

const listed = (value: string | undefined): string[] =>
	value === undefined || value === '-' ? [] : value.split(/,\s*/).filter((item) => item !== '');

/** Bytes from `12.34MB` (lxc_ls.c divides by 1024 twice). */
const megabytes = (value: string | undefined): number | undefined => {
	const match = /^(\d+(?:\.\d+)?)MB$/.exec(value ?? '');
	return match ? Math.round(Number(match[1]) * 1024 * 1024) : undefined;
};

/** Rows of `lxc-ls --fancy` by the place of its headings (`ls_print_fancy_format` in src/lxc/tools/lxc_ls.c). */
export const parseLxcLs = (lines: readonly string[]): ContainerListing[] => {
	const [header, ...rows] = lines;
	if (header === undefined) return [];
	const columns = columnsOf(encoder.encode(header));
	return rows.slice(0, 10_000).flatMap((row) => {
		const line = encoder.encode(row);
		const cell = (name: string): string | undefined => {
			const column = columns.find((one) => one.name === name);
			return column && decoder.decode(line.slice(column.from, column.to)).trim();
		};
		const name = cell('NAME');
		const state = cell('STATE');
		if (!name || !state || name === '-') return [];
		const pid = whole(cell('PID'));
		const memory = megabytes(cell('RAM'));
		const autostart = cell('AUTOSTART');
		const unprivileged = cell('UNPRIVILEGED');
		return [
			{
				name,
				state,
				addresses: [...listed(cell('IPV4')), ...listed(cell('IPV6'))],
				...(pid !== undefined && pid > 0 ? { pid } : {}),
				...(memory ? { memory } : {}),
				...(autostart === undefined ? {} : { autostart: autostart === '1' }),
				...(unprivileged === undefined ? {} : { unprivileged: unprivileged === 'true' }),
			},
		];
	});
};
