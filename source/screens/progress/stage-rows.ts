import type { MigrationView } from '../../model/fold.ts';
import type { StageView } from '../../model/fold-stage.ts';
import { about, clock, duration } from '../../model/format.ts';
import { containerDuring, type StageName, stageNames } from '../../model/stages.ts';
import { bytes } from '../../model/text.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, fitting, type Row, type Segment } from '../segments.ts';
import type { Role } from '../theme.ts';
import { part, taken } from './amounts.ts';
import { bar, sparkline } from './sparkline.ts';
import { amount, betweenRounds, told } from './stage-words.ts';

const roles: Record<StageView['state'], Role> = {
	waiting: 'muted',
	running: 'accent',
	done: 'ok',
	failed: 'fail',
	skipped: 'muted',
};

/** What each stage is for, shown while it waits: the list of stages is the plan. */
const purposes: Record<StageName, string> = {
	check: 'look at both hosts',
	prepare: 'locks, space, staging directories',
	sync: 'copy files while it runs',
	'pre-copy': 'copy memory while it runs',
	freeze: 'the blackout begins: dump memory',
	transfer: 'last changed files, rest of the image',
	restore: 'bring it to life on the target: the blackout ends',
	verify: 'is it healthy there?',
	commit: 'retire the old copy, tidy up',
};

const speed = (stage: StageView, eta: number | undefined, glyphs: Glyphs, columns: number): Segment[] => [
	...(stage.rate === undefined || (stage.rate === 0 && !stage.bytes) ? [] : [`${bytes(stage.rate)}/s `]),
	...(stage.rates.length < 2
		? []
		: [['accent', `${sparkline(stage.rates, columns, glyphs.spark)} `] as const]),
	...(eta === undefined ? [] : [about(eta)]),
];

/** Columns of the right end of a row, with the blank before it. */
const lengthOf = (right: readonly Segment[]): number =>
	right.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece : piece[1]).length, 1);

type Options = { now: number; eta: number | undefined; glyphs: Glyphs; spark: number; columns: number };

/** One stage in one row, without its sign: that one may turn. */
export const stageRow = (
	name: StageName,
	stage: StageView,
	{ now, eta, glyphs, spark, columns }: Options,
): Row => {
	const title = cell(name, 10, glyphs.ellipsis);
	const time = taken(stage, now);
	switch (stage.state) {
		case 'waiting':
			return { left: [['muted', `${title}${purposes[name]}`]] };
		case 'skipped':
			return { left: [['muted', `${title}skipped${stage.detail === undefined ? '' : `: ${stage.detail}`}`]] };
		case 'running': {
			// Between rounds nothing is sent: the speed would be that of the last one.
			const measured = betweenRounds(stage, glyphs).length > 0 ? [] : speed(stage, eta, glyphs, spark);
			const right = measured.length > 0 ? measured : [clock(time ?? 0)];
			const text =
				told(stage, columns - title.length - lengthOf(right), glyphs) || stage.detail || purposes[name];
			return { left: [['strong', title], text], right };
		}
		default: {
			const right: Segment[] = time === undefined ? [] : [['muted', duration(time)]];
			const text: Segment =
				stage.state === 'failed'
					? ['fail', stage.detail ?? 'failed']
					: told(stage, columns - title.length - lengthOf(right), glyphs) || (stage.detail ?? '');
			return { left: [title, text], right };
		}
	}
};

export const stageSign = ({ state }: StageView, glyphs: Glyphs): Segment => [
	roles[state],
	glyphs.stage[state],
];

/** Where the container is now, in names instead of words. */
export const whereabouts = (view: MigrationView): { role: Role; text: string } => {
	const { container, source, target, runsOn, rollback, stage } = view;
	if (rollback?.phase === 'started') {
		return {
			role: 'warn',
			text: `${container} is being brought back to life on ${source}: ${rollback.reason}`,
		};
	}
	if (runsOn !== '') {
		const follows = view.method === 'post-copy' && stage === 'verify';
		const text = `${container} runs on ${runsOn}`;
		return follows
			? { role: 'warn', text: `${text}, its memory follows from ${source}` }
			: { role: 'ok', text };
	}
	if (view.method === 'post-copy' && stage === 'restore')
		return { role: 'frozen', text: `${container} is frozen on ${source}, being rebuilt on ${target}` };
	const text = containerDuring[stage ?? 'freeze'].replace('source', source).replace('target', target);
	return { role: 'frozen', text: `${container} is ${text}` };
};

/** The stage at work as a few short rows, for small terminals. */
export const compactRows = (
	view: MigrationView,
	eta: number | undefined,
	glyphs: Glyphs,
	columns: number,
): Row[] => {
	const name = view.stage ?? 'check';
	const stage = view.stages[name];
	const place = `${stageNames.indexOf(name) + 1} of ${stageNames.length}`;
	const fraction = part(stage);
	const between = betweenRounds(stage, glyphs);
	const room = columns - 2 - name.length - 2 - place.length - 1;
	return [
		{
			left: [
				stageSign(stage, glyphs),
				' ',
				['strong', name],
				between.length === 0 ? '' : `  ${fitting(between, room)}`,
			],
			right: [['muted', place]],
		},
		{
			left: [
				fraction === undefined
					? amount(stage) || purposes[name]
					: bar(fraction, Math.max(8, columns - 26), glyphs.bar),
			],
			right: speed(stage, eta, glyphs, 0),
		},
	];
};
