/**
The stages of a migration, in the order in which they run. The vocabulary is CRIU's own
(criu.org/Live_migration): pre-copy runs while the container does, the blackout lasts from freeze to restore.
*/
export const stageNames = [
	'check',
	'prepare',
	'sync',
	'pre-copy',
	'freeze',
	'transfer',
	'restore',
	'verify',
	'commit',
] as const;

export type StageName = (typeof stageNames)[number];

/** Where the container is while a stage runs; the screens say it next to the stage. */
export const containerDuring: Record<StageName, string> = {
	check: 'runs on source',
	prepare: 'runs on source',
	sync: 'runs on source',
	'pre-copy': 'runs on source',
	freeze: 'frozen on source',
	transfer: 'frozen on source, image arriving on target',
	restore: 'frozen on source, complete image on target',
	verify: 'runs on target',
	commit: 'runs on target',
};

export const outcomes = ['migrated', 'not-started', 'rolled-back', 'needs-human'] as const;

export type Outcome = (typeof outcomes)[number];

/** How the memory reaches the target. */
export const methods = ['stop-and-copy', 'stream', 'pre-copy', 'post-copy'] as const;

export type Method = (typeof methods)[number];
