import type { Check, Facts } from '../../model/facts.ts';
import { clipped } from '../../model/text.ts';
import {
	configOf,
	containerDirectory,
	ok,
	type Seen,
	setting,
	uncompared,
	unknown,
	unreadConfig,
} from '../evidence.ts';
import { isBind, isOptional, type MountEntry, parseMountEntry } from './mount-entry.ts';

/** All mounts that the configuration asks for, those of its fstab too. */
export const mountEntries = (facts: Facts): MountEntry[] => {
	const config = configOf(facts);
	const fstab = config.get('lxc.mount.fstab');
	const lines = fstab ? (facts.container.configFiles.get(fstab.value)?.split('\n') ?? []) : [];
	return [
		...config.getAll('lxc.mount.entry').flatMap((entry) => parseMountEntry(entry) ?? []),
		...(fstab ? lines.flatMap((line) => parseMountEntry(fstab, line) ?? []) : []),
	];
};

const fromHost = (mount: MountEntry, facts: Facts): Seen[] => {
	const { source, target, container } = facts;
	if (!mount.source.startsWith('/')) return [];
	const own = containerDirectory(source, container.name);
	const detail = setting(mount.entry);
	// The container's whole directory is copied.
	// The container's whole directory is copied.
	if (mount.source.startsWith(`${own}/`)) return [];
	const here = container.paths.get(mount.source);
	const there = target.paths.get(mount.source);
	if (there === undefined)
		return [unknown(`Mount of ${clipped(mount.source, 80)}`, 'the target did not say whether it is there')];
	// What the source does not have either was left out at the start, and is at the restore.
	if (!there.kind && !here?.kind && isOptional(mount)) return [];
	if (!there.kind)
		return [
			{
				level: 'fail',
				title: `The target has no ${clipped(mount.source, 80)}`,
				detail,
				meaning:
					'This directory or file of the host is mounted into the container; without it the restore fails.',
				remedy: `Create it on the target with the same content, or take the line out and restart the container.`,
				fix: {
					title: `Create ${mount.source} on the target`,
					on: 'target',
					propose: [
						here?.kind === 'directory'
							? `mkdir -p '${mount.source.replaceAll("'", "'\\''")}'`
							: `touch '${mount.source.replaceAll("'", "'\\''")}'`,
					],
				},
			},
		];
	if (here?.kind && here.kind !== there.kind)
		return [
			{
				level: 'fail',
				title: `${clipped(mount.source, 80)} is a ${there.kind} on the target, a ${here.kind} on the source`,
				detail,
				meaning: 'A mount must find the same kind of thing.',
				remedy: 'Make them alike on both hosts.',
			},
		];
	if (uncompared(facts, mount.source))
		return [unknown(`Mount of ${clipped(mount.source, 80)}`, 'a host did not say what is in it')];
	if (here?.checksum && there.checksum && here.checksum !== there.checksum)
		return [
			{
				level: 'warn',
				title: `${clipped(mount.source, 80)} differs on the target`,
				detail,
				meaning:
					'Programs that have it open go on with other content under their feet; CRIU refuses a file of another size.',
				remedy: 'Make the files alike on both hosts.',
			},
		];
	const system = /^\/(sys|proc|dev)\b/.test(mount.source);
	return [
		system || !isBind(mount)
			? { level: 'ok', title: `${clipped(mount.source, 80)} is on both hosts`, detail }
			: {
					level: 'info',
					title: `${clipped(mount.source, 80)} of the host is mounted into the container`,
					detail,
					meaning: "It is on both hosts, but its content is not copied: the container sees the target's.",
				},
	];
};

export const mounts: Check = {
	id: 'mounts',
	title: 'Mounts of host paths',
	scope: 'config',
	looksAt: 'lxc.mount.entry and lxc.mount.fstab, and what is at their sources on both hosts',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The mounts');
		if (unread) return unread;
		const findings = mountEntries(facts).flatMap((mount) => fromHost(mount, facts));
		return findings.length > 0 ? findings : ok('Nothing of the host is mounted into the container');
	},
};
