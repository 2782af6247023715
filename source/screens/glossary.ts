/** The words that a newcomer meets here, each in one or two sentences. CRIU's own words, as the manuals use them. */
export const glossary = {
	checkpoint:
		'Everything about running processes (memory, open files, connections) written to files, from which they go on later as if nothing had happened.',
	restore: 'Making processes anew from a checkpoint: same numbers, same memory, same connections.',
	CRIU: 'Checkpoint/Restore In Userspace: the program that does both. LXC calls it.',
	blackout:
		'The time in which the container stands still: from the freeze on the source to the first instruction on the target. Nobody gets an answer from it meanwhile.',
	freeze:
		'All processes of the container are stopped at the same instant, so that what is copied fits together.',
	'stop-and-copy':
		'Freeze, write the memory to disk, copy it, restore. Works everywhere; the blackout grows with the memory.',
	stream:
		'The memory goes straight to the target while it is dumped, without a stop on the disk of the source.',
	'pre-copy':
		'Memory is copied while the container runs; only what changed since is copied in the blackout. Needs a kernel that tracks changes.',
	'post-copy':
		'The container goes on at the target at once and fetches its memory from the source, where it is kept frozen meanwhile. The blackout does not grow with the memory, but until all is there it needs both hosts.',
	'page server': 'The small CRIU program on the target that takes in the memory of a stream.',
	image: 'The files of a checkpoint.',
	rollback:
		'Bringing the container back to life on the source, from the image, with its memory. Possible until commit.',
	commit:
		'The last stage: the target is the new home, the copy on the source is marked so that nobody starts it by accident.',
	journal:
		'The file in which every step is written before it is done. What you see on the screen is read from it; the migration does not depend on the screen.',
	detach: 'Leaving the screen while the migration goes on. lxc-ferry attach shows it again.',
	'root file system': 'The files of the container, below /var/lib/lxc/NAME/rootfs.',
} as const;

export type Word = keyof typeof glossary;
