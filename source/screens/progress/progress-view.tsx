import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import { blackoutMs, type MigrationView } from '../../model/fold.ts';
import { about, duration } from '../../model/format.ts';
import { type StageName, stageNames } from '../../model/stages.ts';
import { counted } from '../../model/text.ts';
import { bigClock } from '../components/big-clock.ts';
import { filterTitle } from '../components/filter-title.ts';
import { Line, Rows } from '../components/line.tsx';
import { Spin } from '../components/spin.tsx';
import type { Glyphs } from '../glyphs.ts';
import type { Row, Segment } from '../segments.ts';
import { useLayout, useUi } from '../ui.tsx';
import { filterLog, logOf, logRows } from './log-rows.ts';
import { compactRows, stageRow, stageSign, whereabouts } from './stage-rows.ts';
import type { ProgressState } from './state.ts';

type Props = {
	view: MigrationView;
	state: ProgressState;
	now: number;
	eta: number | undefined;
	/** Takes the place of the log: the question of stopping, or an error. */
	over?: readonly Row[] | undefined;
	/** Whether anything moves: replays can be paused, journals can be broken. */
	moving: boolean;
};

const StageList = ({ view, now, eta, moving, columns }: Props & { columns: number }): ReactNode => {
	const { glyphs } = useUi();
	const row = (name: StageName) => {
		const stage = view.stages[name];
		const running = stage.state === 'running';
		const spark = columns >= 100 ? 20 : columns >= 70 ? 10 : 0;
		const { left, right } = stageRow(name, stage, {
			now,
			eta: running ? eta : undefined,
			glyphs,
			spark,
			columns: columns - 2,
		});
		return (
			<Box key={name} height={1}>
				<Box width={2} flexShrink={0}>
					{running ? <Spin moving={moving} /> : <Line of={[stageSign(stage, glyphs)]} columns={2} />}
				</Box>
				<Line of={left} right={right} columns={columns - 2} />
			</Box>
		);
	};
	return (
		<Box flexDirection="column" flexShrink={0}>
			{stageNames.map(row)}
		</Box>
	);
};

const isFrozen = ({ frozenAt, unfrozenAt, outcome }: MigrationView) =>
	frozenAt !== undefined && unfrozenAt === undefined && outcome === undefined;

/** The blackout: a large clock while it lasts, a sentence before and after. */
const blackoutRows = (view: MigrationView, now: number, glyphs: Glyphs, compact: boolean): Row[] => {
	const predicted = view.plan?.predicted?.blackoutMs;
	const expected = predicted === undefined ? '' : `predicted ${about(predicted)}`;
	const ms = blackoutMs(view, now);
	if (ms === undefined) {
		return [{ left: [['muted', `blackout  not begun${expected === '' ? '' : `, ${expected}`}`]] }];
	}
	if (!isFrozen(view))
		return [
			{ left: ['blackout  ', ['strong', duration(ms)], ['muted', expected === '' ? '' : `  ${expected}`]] },
		];
	if (compact) return [{ left: [['frozen', `BLACKOUT ${(ms / 1000).toFixed(1)} s`], ' ', expected] }];
	return bigClock(ms, glyphs.pixel, ['', 'BLACKOUT', 'seconds in which it answers nobody', expected]);
};

const logTitle = (
	state: ProgressState,
	{ shown, total }: { shown: number; total: number },
	glyphs: Glyphs,
): { left: Segment[]; right: Segment[] } => ({
	left: [['muted', 'log'], ...filterTitle({ ...state, shown, total, caret: glyphs.caret })],
	right: [['muted', state.back > 0 ? `${state.back} newer below, End follows` : counted(shown, 'line')]],
});

/** A migration while it happens, or happened: the same for live ones and replays. */
export const ProgressView = (props: Props): ReactNode => {
	const { view, state, now, eta, over } = props;
	const { glyphs } = useUi();
	const { kind, columns, body } = useLayout();
	const compact = kind === 'compact';
	const wide = kind === 'wide';
	const left = wide ? Math.min(100, Math.floor(columns * 0.55)) : columns;
	const where = whereabouts(view);
	const facts: Row[] = [
		{ left: [[where.role, where.role === 'ok' ? glyphs.level.ok : glyphs.level.warn], ` ${where.text}`] },
		...blackoutRows(view, now, glyphs, compact),
	];
	const top = compact ? 2 : stageNames.length;
	const height = Math.max(0, (wide ? body : body - top - facts.length) - 1);
	const lines = useMemo(() => logOf({ log: view.log, commands: view.commands }), [view.log, view.commands]);
	const log = filterLog(lines, state.filter);
	const title = logTitle(state, { shown: log.length, total: lines.length }, glyphs);
	const logColumns = wide ? columns - left - 2 : columns;
	const pane = (
		<Box flexDirection="column" width={logColumns}>
			{over === undefined ? (
				<>
					<Line of={title.left} right={title.right} columns={logColumns} />
					<Rows of={logRows(log, state.back, height)} columns={logColumns} height={height} />
				</>
			) : (
				<Rows of={over} columns={logColumns} height={height + 1} />
			)}
		</Box>
	);
	// On a small terminal the question takes all the room there is.
	if (compact && over !== undefined) return <Rows of={over} columns={columns} height={body} />;
	const stages = compact ? (
		<Rows of={compactRows(view, eta, glyphs, columns)} columns={columns} height={2} />
	) : (
		<StageList {...props} columns={left} />
	);
	if (!wide) {
		return (
			<>
				{stages}
				<Rows of={facts} columns={columns} />
				{pane}
			</>
		);
	}
	const plan =
		view.plan === undefined
			? []
			: [{ left: [['muted', `${view.plan.method}: ${view.plan.reason}`] as const] }];
	return (
		<Box>
			<Box flexDirection="column" width={left + 2}>
				{stages}
				<Rows
					of={[{ left: [] }, ...facts, { left: [] }, ...plan]}
					columns={left}
					height={Math.max(1, body - top)}
				/>
			</Box>
			{pane}
		</Box>
	);
};
