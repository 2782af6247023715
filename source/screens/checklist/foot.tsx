import { Box } from 'ink';
import type { ReactNode } from 'react';
import { about } from '../../model/format.ts';
import type { Checkup, MigrationRequest } from '../../model/services.ts';
import { counted } from '../../model/text.ts';
import { commandLine } from '../command-line.ts';
import { Line } from '../components/line.tsx';
import { sameAs } from '../components/same-as.ts';
import { Spin } from '../components/spin.tsx';
import type { Glyphs } from '../glyphs.ts';
import type { Segment } from '../segments.ts';
import { useLayout, useUi } from '../ui.tsx';
import { blockers, type ChecklistState } from './state.ts';

export const verdict = (state: ChecklistState, force: readonly string[], glyphs: Glyphs): Segment[] => {
	const { checkup } = state;
	if (checkup === undefined) return [];
	const stops = blockers(state, force).length;
	const warnings = checkup.findings.filter(({ level }) => level === 'warn').length;
	if (stops > 0) {
		return [
			['fail', `${glyphs.level.fail} ${counted(stops, 'thing')} must be fixed before this can be moved.`],
		];
	}
	if (warnings > 0) {
		const ready = ` Ready, with ${counted(warnings, 'warning')}.`;
		return [['warn', glyphs.level.warn], ['strong', ready], ' c continues.'];
	}
	return [['ok', `${glyphs.level.ok} Ready.`], ' c continues to the confirmation.'];
};

const prediction = ({ plan: { predicted, method } }: Checkup): Segment[] => [
	predicted === undefined
		? ''
		: ['strong', `blackout ${about(predicted.blackoutMs)}, in all ${about(predicted.totalMs)}, `],
	`by ${method}`,
];

const doing = { checking: 'checking', applying: 'applying the fix', undoing: 'taking the fixes back' };

/** Rows at the foot of the checklist: small screens keep the one that matters most. */
export const footHeight = (kind: string): number => (kind === 'compact' ? 1 : 4);

/** The verdict, the prediction, and what is being asked or was just said. */
export const ChecklistFoot = ({
	state,
	request,
}: {
	state: ChecklistState;
	request: MigrationRequest;
}): ReactNode => {
	const { glyphs } = useUi();
	const layout = useLayout();
	const { columns, kind } = layout;
	const { checkup, busy, forcing, notice } = state;
	const said: Segment[] | undefined =
		forcing !== undefined
			? [
					['fail', kind === 'compact' ? '' : 'This may fail half way. '],
					`Type ${request.container} to force: ${forcing}${glyphs.caret}`,
				]
			: notice !== undefined
				? [['strong', notice]]
				: undefined;
	const judgement =
		busy === undefined ? (
			<Line of={verdict(state, request.force ?? [], glyphs)} columns={columns} />
		) : (
			<Box>
				<Spin moving />
				<Line of={[` ${doing[busy]}${glyphs.ellipsis}`]} columns={columns - 1} />
			</Box>
		);
	if (kind === 'compact') return said === undefined ? judgement : <Line of={said} columns={columns} />;
	return (
		<>
			{judgement}
			<Line of={checkup === undefined ? [] : prediction(checkup)} columns={columns} />
			<Line of={checkup === undefined ? [] : [['muted', checkup.plan.reason]]} columns={columns} />
			<Line of={said ?? sameAs(commandLine(request, 'check'), layout)} columns={columns} />
		</>
	);
};
