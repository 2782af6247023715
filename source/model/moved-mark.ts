import { printable } from './text.ts';

/** The lines between which a configuration says that its container was moved away. */
const begin = '# lxc-ferry moved this container:';
const end = '# lxc-ferry end';

/** The first line of the other block of ours (arriving-mark.ts). */
export const arriving = '# lxc-ferry moves this container here:';

export type Moved = { id: string; to: string; at: string };

/** A configuration without our blocks: the mark, or all of them where a file was put together from others. */
export const withoutMark = (text: string): string => {
	const lines = text.split('\n');
	for (;;) {
		const first = lines.findIndex((line) => line.startsWith(begin) || line.startsWith(arriving));
		const last = first === -1 ? -1 : lines.indexOf(end, first);
		if (last === -1) return lines.join('\n');
		lines.splice(first, last + 1 - first);
	}
};

/** A configuration that ends with a block of ours, and has no other one. */
export const withBlock = (text: string, lines: readonly string[]): string => {
	const plain = withoutMark(text);
	return [plain.endsWith('\n') || plain === '' ? plain.slice(0, -1) : plain, ...lines, end, ''].join('\n');
};

/**
A configuration with the mark: lxc-autostart passes it over, and lxc-start refuses, because a pre-start hook that
fails ends the start (lxc.container.conf(5), lxc.hook.pre-start). The last value of `lxc.start.auto` counts. The hook runs
at a restore as well (lxc_init, src/lxc/start.c): a container that is to come back must lose the mark first. It is
written before the source is given up, so its words are true from then on, and also of a migration left unfinished.
*/
export const withMark = (text: string, { id, to, at }: Moved): string =>
	withBlock(text, [
		`${begin} ${JSON.stringify({ id, to, at })}`,
		`# Given to ${printable(to)}, or just being given; see lxc-ferry show ${printable(id)}. Starting this copy too could run it twice.`,
		`# If that was interrupted: lxc-ferry resume ${printable(id)} (or rollback). To use this copy again: lxc-ferry clean NAME`,
		'lxc.start.auto = 0',
		'lxc.hook.pre-start = /bin/false',
	]);

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
