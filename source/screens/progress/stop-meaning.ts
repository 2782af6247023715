import type { MigrationView } from '../../model/fold.ts';
import type { StageName } from '../../model/stages.ts';

export type StopChoice = { id: 'go-on' | 'detach' | 'roll-back'; title: string; meaning: string };

type Names = { container: string; source: string; target: string };

/** What rolling back means while a stage runs. Commit has none: it is only ever finished. */
const rollBack: Record<Exclude<StageName, 'commit'>, (names: Names) => string> = {
	check: () => 'Nothing was changed yet, and nothing will be.',
	prepare: ({ container, source }) =>
		`${container} goes on running on ${source}; the preparations are taken back.`,
	sync: ({ container, source, target }) =>
		`${container} goes on running on ${source}; what was copied stays on ${target} for the next try.`,
	'pre-copy': ({ container, source }) =>
		`${container} goes on running on ${source}; the memory copied so far is thrown away.`,
	freeze: ({ container, source }) =>
		`${container} is thawed on ${source} with its memory. It only lost these seconds.`,
	transfer: ({ container, source }) =>
		`${container} is thawed on ${source} with its memory. Connections survive.`,
	restore: ({ container, source, target }) =>
		`What began on ${target} is ended, then ${container} goes on at ${source} with its memory.`,
	verify: ({ container, source, target }) =>
		`${container} is ended on ${target} and goes on at ${source} as it was at the freeze: what it did since is lost.`,
};

const now: Record<StageName, (names: Names) => string> = {
	check: ({ container, source }) => `Both hosts are being looked at. ${container} runs on ${source}.`,
	prepare: ({ container, source }) => `${container} runs on ${source}; locks and directories are being made.`,
	sync: ({ container, source }) => `${container} runs on ${source} while its files are copied.`,
	'pre-copy': ({ container, source }) => `${container} runs on ${source} while its memory is copied.`,
	freeze: ({ container, source }) => `${container} is frozen on ${source}: every second is blackout.`,
	transfer: ({ container }) => `${container} is frozen, its image complete: every second is blackout.`,
	restore: ({ container, target }) =>
		`${container} is coming to life on ${target}: the blackout is about to end.`,
	verify: ({ container, target }) => `${container} runs on ${target} and is being looked at.`,
	commit: ({ container, target }) => `${container} runs on ${target}; only tidying up is left.`,
};

/** What stopping means at this moment, and what can be chosen. Going on is first: Enter alone changes nothing. */
export const stopMeaning = (view: MigrationView): { now: string; choices: StopChoice[] } => {
	const stage = view.stage ?? 'check';
	const goOn: StopChoice = { id: 'go-on', title: 'Go on', meaning: 'Close this and keep watching.' };
	const detach: StopChoice = {
		id: 'detach',
		title: 'Detach',
		meaning: `Leave the screen. The migration goes on; lxc-ferry attach ${view.id} shows it again.`,
	};
	if (view.rollback !== undefined || view.cancelled !== undefined) {
		return {
			now: `It is being rolled back already. ${view.container} comes back on ${view.source}.`,
			choices: [goOn, detach],
		};
	}
	if (stage === 'commit') {
		return {
			now: `${now.commit(view)} There is no way back from here, and none is needed.`,
			choices: [goOn, detach],
		};
	}
	return {
		now: now[stage](view),
		choices: [goOn, detach, { id: 'roll-back', title: 'Roll back', meaning: rollBack[stage](view) }],
	};
};
