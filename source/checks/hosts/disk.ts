import type { Check, Facts } from '../../model/facts.ts';
import { bytes } from '../../model/text.ts';
import { bothHosts, ok, type Seen, unknown } from '../evidence.ts';

/** Room to breathe: logs, and what changes between two copies. */
const spare = 64 * 1024 * 1024;

const fileSystem = ({ target, container }: Facts): Seen => {
	const free = target.free.lxcPath;
	if (free === undefined)
		return unknown(
			'Free space for the files',
			`df did not answer for ${target.lxcPath ?? 'lxcpath'} on the target`,
		);
	const place = `${target.lxcPath ?? 'lxcpath'} on the target has ${bytes(free)} free`;
	const size = container.rootfsBytes;
	if (size === undefined)
		return {
			level: 'warn',
			title: 'The size of the file system is not known',
			detail: `measuring it took too long; ${place}`,
			meaning: 'Whether it fits on the target is seen only while it is copied.',
			remedy: `Compare du -sh ${container.rootfs ?? 'the rootfs'} with the free space yourself.`,
		};
	// What an earlier copy already holds does not need to be copied again.
	const already = target.taken?.some((path) => path.endsWith('/rootfs')) ?? false;
	if (size + spare <= free) return ok(`The file system fits on the target (${bytes(size)})`, place);
	return {
		level: already ? 'warn' : 'fail',
		title: `The file system may not fit: ${bytes(size)} for ${bytes(free)}`,
		detail: already ? `${place}, and a copy of it stands there already` : place,
		meaning: 'The copy would stop half way; nothing would be lost, but nothing would be moved.',
		remedy: `Free ${bytes(size + spare - free)} on the target, or use another lxcpath there (--target-lxcpath).`,
	};
};

const images = (facts: Facts): Seen[] =>
	bothHosts(facts).map(({ host, label }) => {
		// Looked at only for post-copy, which writes no memory to files.
		const memory = facts.lackForPostCopy === undefined ? facts.container.memory : 0;
		const free = host.free.staging;
		if (free === undefined || memory === undefined)
			return unknown(
				`Room for the memory image on ${label}`,
				free === undefined ? 'df did not answer' : "the container's memory was not measured",
			);
		const detail = `the container uses ${bytes(memory)} of memory; /var/lib/lxc-ferry has ${bytes(free)} free`;
		if (memory + spare <= free) return ok(`The memory image fits on ${label}`, detail);
		return {
			level: 'fail',
			title: `The memory image does not fit on ${label}`,
			detail,
			meaning: 'The memory is written to files while the container is frozen; with no room the dump fails.',
			remedy: `Free ${bytes(memory + spare - free)} there.`,
		};
	});

const inodes = ({ target }: Facts): Seen[] => {
	const left = target.freeInodes.lxcPath;
	return left !== undefined && left > 0 && left < 1000
		? [
				{
					level: 'fail',
					title: `The target's file system has room for only ${left} more files`,
					detail: `df -i ${target.lxcPath ?? ''}`,
					meaning: 'A file system can run out of inodes before it runs out of space.',
					remedy: 'Remove files there or use another lxcpath.',
				},
			]
		: [];
};

export const disk: Check = {
	id: 'disk',
	title: 'Room for files and memory image',
	scope: 'hosts',
	looksAt:
		'df of lxcpath on the target and of /var/lib/lxc-ferry on both, du of the rootfs, memory of the processes',
	evaluate: (facts) => [fileSystem(facts), ...images(facts), ...inodes(facts)],
};
