import { printable } from './text.ts';

/** The lines between which a configuration says that its container was moved away. */
const begin = '# lxc-ferry moved this container:';
const end = '# lxc-ferry end';

export type Moved = { id: string; to: string; at: string };

/** A configuration without the mark. */
export const withoutMark = (text: string): string => {
	const lines = text.split('\n');
	const first = lines.findIndex((line) => line.startsWith(begin));
	const last = lines.indexOf(end, first);
	if (first === -1 || last === -1) return text;
	return [...lines.slice(0, first), ...lines.slice(last + 1)].join('\n');
};

/**
A configuration with the mark: lxc-autostart passes it over, and lxc-start refuses, because a pre-start hook that
fails ends the start (lxc.container.conf(5), lxc.hook.pre-start). The last value of `lxc.start.auto` counts.
*/
export const withMark = (text: string, { id, to, at }: Moved): string => {
	const plain = withoutMark(text);
	return [
		plain.endsWith('\n') || plain === '' ? plain.slice(0, -1) : plain,
		`${begin} ${JSON.stringify({ id, to, at })}`,
		`# It runs on ${printable(to)} now. Starting this copy too would run it twice; to use it again: lxc-ferry clean NAME`,
		'lxc.start.auto = 0',
		'lxc.hook.pre-start = /bin/false',
		end,
		'',
	].join('\n');
};

/** What the mark says; undefined without one. */
export const movedMark = (text: string): Moved | undefined => {
	const line = text.split('\n').find((candidate) => candidate.startsWith(begin));
	if (line === undefined) return undefined;
	try {
		const { id, to, at } = JSON.parse(line.slice(begin.length)) as Partial<Record<keyof Moved, unknown>>;
		if (typeof id !== 'string' || typeof to !== 'string' || typeof at !== 'string') return undefined;
		return { id: printable(id), to: printable(to), at: printable(at) };
	} catch {
		return undefined;
	}
};
