import type { MigrationView } from '../../model/fold.ts';
import type { StageView } from '../../model/fold-stage.ts';
import { about, clock, duration } from '../../model/format.ts';
import { containerDuring, type StageName, stageNames } from '../../model/stages.ts';
import { bytes } from '../../model/text.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, type Row, type Segment } from '../segments.ts';
import type { Role } from '../theme.ts';
import { part, taken } from './amounts.ts';
import { bar, sparkline } from './sparkline.ts';

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
	commit: 'tell the neighbours, retire the old copy',
};

const amount = (stage: StageView): string => {
	const { bytes: done, total, round, state } = stage;
	if (state !== 'running') {
		const rounds = round === undefined || round < 2 ? '' : ` in ${round} rounds`;
		return done === undefined ? '' : `${bytes(done)}${rounds}`;
	}
	const fraction = part(stage);
	// rsync's first word is that it has done nothing of nothing.
	if (done === 0 && !total) return '';
	return [
		round === undefined ? '' : `round ${round}`,
		done === undefined ? '' : total === undefined ? bytes(done) : `${bytes(done)} of ${bytes(total)}`,
		fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`,
	]
		.filter(Boolean)
		.join('  ');
};

const speed = (stage: StageView, eta: number | undefined, glyphs: Glyphs, columns: number): Segment[] => [
	...(stage.rate === undefined || (stage.rate === 0 && !stage.bytes) ? [] : [`${bytes(stage.rate)}/s `]),
	...(stage.rates.length < 2
		? []
		: [['accent', `${sparkline(stage.rates, columns, glyphs.spark)} `] as const]),
	...(eta === undefined ? [] : [about(eta)]),
];

type Options = { now: number; eta: number | undefined; glyphs: Glyphs; spark: number };

/** One stage in one row, without its sign: that one may turn. */
export const stageRow = (name: StageName, stage: StageView, { now, eta, glyphs, spark }: Options): Row => {
	const title = cell(name, 10, glyphs.ellipsis);
	const time = taken(stage, now);
	switch (stage.state) {
		case 'waiting':
			return { left: [['muted', `${title}${purposes[name]}`]] };
		case 'skipped':
			return { left: [['muted', `${title}skipped${stage.detail === undefined ? '' : `: ${stage.detail}`}`]] };
		case 'running': {
			const text = amount(stage) || stage.detail || purposes[name];
			const right = speed(stage, eta, glyphs, spark);
			return { left: [['strong', title], text], right: right.length > 0 ? right : [clock(time ?? 0)] };
		}
		default: {
			const told =
				stage.state === 'failed' ? (stage.detail ?? 'failed') : amount(stage) || (stage.detail ?? '');
			const text: Segment = stage.state === 'failed' ? ['fail', told] : told;
			return { left: [title, text], right: time === undefined ? [] : [['muted', duration(time)]] };
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
	if (runsOn !== '') return { role: 'ok', text: `${container} runs on ${runsOn}` };
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
	const place = stageNames.indexOf(name) + 1;
	const fraction = part(stage);
	return [
		{
			left: [stageSign(stage, glyphs), ' ', ['strong', name]],
			right: [['muted', `${place} of ${stageNames.length}`]],
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
