import type { ConfigEntry } from '../../model/config.ts';

/** One line of lxc.mount.entry or of lxc.mount.fstab: fstab(5) with LXC's own options. */
export type MountEntry = { source: string; at: string; type: string; options: string[]; entry: ConfigEntry };

const plain = (text: string): string =>
	text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

export const parseMountEntry = (entry: ConfigEntry, line = entry.value): MountEntry | undefined => {
	const [source, at, type = '', options = ''] = line.trim().split(/[ \t]+/);
	if (!source || at === undefined || source.startsWith('#')) return undefined;
	return { source: plain(source), at: plain(at), type, options: options.split(',').filter(Boolean), entry };
};

export const isBind = ({ options }: MountEntry): boolean =>
	options.includes('bind') || options.includes('rbind');

export const isOptional = ({ options }: MountEntry): boolean => options.includes('optional');
