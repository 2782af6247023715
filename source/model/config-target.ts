import { parseLine, tidyPath } from './config.ts';
import { canonicalKey } from './config-keys.ts';

export type TargetPlace = {
	/** The container's directory on the source, `/var/lib/lxc/web1`. */
	fromDir: string;
	/** Its directory on the target. */
	toDir: string;
	/** Keys (present names) whose lines are made comments for the target, `lxc.apparmor.profile` for example. */
	without?: readonly string[];
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** fstab(5) writes blanks in names as octal escapes. */
const escaped = (path: string): string => path.replace(/ /g, '\\040').replace(/\t/g, '\\011');

/**
A container's own configuration for a target whose lxcpath differs: paths inside the container's directory are
moved, everything else (and `/var/lib/lxc/web10` when the container is `web1`) stays as it is.
*/
export const configForTarget = (text: string, { fromDir, toDir, without = [] }: TargetPlace): string => {
	const from = tidyPath(fromDir);
	const to = tidyPath(toDir);
	const pairs = [
		[from, to] as const,
		...(escaped(from) === from ? [] : [[escaped(from), escaped(to)] as const]),
	];
	const patterns = pairs.map(
		([old, place]) => [new RegExp(`(^|[\\s=:,"'])${literal(old)}(?=$|[/\\s:,"'])`, 'g'), place] as const,
	);
	let network = -1;
	return text
		.split('\n')
		.map((line) => {
			const parsed = parseLine(line);
			if (parsed === undefined || parsed === 'invalid') return line;
			if (parsed.key === 'lxc.network.type') network++;
			if (without.includes(canonicalKey(parsed.key, network))) return `# lxc-ferry: ${line}`;
			const equals = line.indexOf('=');
			let value = line.slice(equals + 1);
			for (const [pattern, place] of patterns)
				value = value.replace(pattern, (_match, before: string) => `${before}${place}`);
			return line.slice(0, equals + 1) + value;
		})
		.join('\n');
};
