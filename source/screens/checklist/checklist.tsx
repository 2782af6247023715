import { Box } from 'ink';
import { type ReactNode, useRef } from 'react';
import { exits } from '../../model/error.ts';
import { about } from '../../model/format.ts';
import type { Checkup, MigrationRequest } from '../../model/services.ts';
import { counted } from '../../model/text.ts';
import { commandLine } from '../command-line.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { explanationRows } from '../components/notice.ts';
import { Spin } from '../components/spin.tsx';
import type { Glyphs } from '../glyphs.ts';
import { scrollTo } from '../layout.ts';
import { useNavigation } from '../navigation.ts';
import type { Row, Segment } from '../segments.ts';
import { useLayout, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { itemRows } from './rows.ts';
import { blockers, type ChecklistState, itemsOf, selectedIndex } from './state.ts';
import { useChecklist } from './use-checklist.ts';

const verdict = (state: ChecklistState, force: readonly string[], glyphs: Glyphs): Segment[] => {
	const stops = blockers(state, force).length;
	const warnings = state.checkup?.findings.filter(({ level }) => level === 'warn').length ?? 0;
	if (stops > 0) {
		return [
			['fail', `${glyphs.level.fail} ${counted(stops, 'thing')} must be fixed before this can be moved.`],
		];
	}
	if (warnings > 0)
		return [['warn', `${glyphs.level.warn} Ready, with ${counted(warnings, 'warning')}.`], ' c continues.'];
	return [['ok', `${glyphs.level.ok} Ready.`], ' c continues to the confirmation.'];
};

const prediction = ({ plan }: Checkup, glyphs: Glyphs): Segment[] => {
	const { predicted, method, reason } = plan;
	if (predicted === undefined) return [`${method}: ${reason}`];
	return [
		['strong', `blackout ${about(predicted.blackoutMs)}, in all ${about(predicted.totalMs)}`],
		` ${glyphs.dot} ${method}: ${reason}`,
	];
};

/** The longest the list may be and still show a window around what is selected. */
const windowOf = (rows: readonly Row[][], index: number, offset: number, scroll: number, height: number) => {
	const all = rows.flat();
	const first = rows.slice(0, index).reduce((sum, list) => sum + list.length, 0);
	const size = rows[index]?.length ?? 1;
	const last = first + Math.min(size, height) - 1;
	const top = scrollTo(offset, first, last, height, all.length);
	const extra = Math.min(scroll, Math.max(0, first + size - height - top));
	return {
		top,
		shown: all.slice(top + extra, top + extra + height),
		below: all.length - top - extra - height,
	};
};

/** What stands in the way, what it means and what cures it. */
export const Checklist = ({ request }: { request: MigrationRequest }): ReactNode => {
	const { glyphs } = useUi();
	const { go, back, canGoBack } = useNavigation();
	const { columns, body, kind } = useLayout();
	const [state, dispatch, { recheck, apply, undo }] = useChecklist(request);
	const offset = useRef(0);
	const { checkup, busy, error, forcing } = state;
	const items = itemsOf(state);
	const index = selectedIndex(state, items);
	const stops = blockers(state, request.force);
	const goOn = (force: readonly string[] = []) => {
		if (checkup === undefined || busy !== undefined) return;
		const forced = [...(request.force ?? []), ...force];
		go({
			screen: 'confirm',
			request: forced.length === 0 ? request : { ...request, force: forced },
			checkup,
		});
	};
	const names = { ...request };
	const foot = kind === 'compact' ? 1 : 3;
	const height = Math.max(1, body - foot);
	const rows = items.map((item, at) => itemRows(item, { selected: at === index, names, columns, glyphs }));
	const view = windowOf(rows, index, offset.current, state.scroll, height);
	offset.current = view.top;

	const move = (by: number) => () => dispatch({ type: 'move', by });
	const open = items[index]?.kind === 'finding' && items[index].open;
	const page = (by: number) => () =>
		open ? dispatch({ type: 'scroll', by: by * (height - 1) }) : dispatch({ type: 'move', by: by * height });
	useKeys(
		'checklist',
		{
			open: () => dispatch({ type: 'toggle' }),
			goOn: () => {
				if (stops.length === 0) goOn();
				else
					dispatch({
						type: 'notice',
						text: 'Not while something fails. Fix it and press r, or force it with F.',
					});
			},
			apply,
			undo,
			recheck,
			force: () => {
				if (stops.length > 0) dispatch({ type: 'forcing', text: '' });
				else dispatch({ type: 'notice', text: 'Nothing fails: c continues.' });
			},
			up: move(-1),
			down: move(1),
			pageUp: page(-1),
			pageDown: page(1),
			first: move(-items.length),
			last: move(items.length),
			back: () => back(stops.length > 0 ? exits.blocked : exits.cancelled),
		},
		{ active: forcing === undefined },
	);
	const type = (text: string | undefined) => dispatch({ type: 'forcing', text });
	useKeys(
		'force',
		{
			accept: () => {
				if (forcing === request.container) {
					type(undefined);
					goOn([...new Set(stops.map(({ check }) => check))]);
				} else dispatch({ type: 'notice', text: `That is not "${request.container}". Nothing was forced.` });
			},
			cancel: () => type(undefined),
			erase: () => type([...(forcing ?? '')].slice(0, -1).join('')),
			eraseAll: () => type(''),
		},
		{ active: forcing !== undefined, onText: (text) => type((forcing ?? '') + text) },
	);

	const doing = { checking: 'checking', applying: 'applying the fix', undoing: 'taking back' };
	const last: Segment[] =
		forcing !== undefined
			? [['fail', `This may fail half way. Type ${request.container} to force: `], forcing, glyphs.caret]
			: state.notice !== undefined
				? [['warn', state.notice]]
				: [['muted', `same as: ${commandLine(request, 'check')}`]];
	const fixable = items.some((item) => item.kind === 'finding' && item.finding.fix !== undefined);
	const without = [stops.length > 0 ? 'goOn' : '', fixable ? '' : 'apply', canGoBack ? '' : 'recheck'];
	return (
		<Frame
			title={[['strong', request.container], ` ${request.source} ${glyphs.arrow} ${request.target}`]}
			status={[['muted', view.below > 0 ? `${view.below} more below` : 'checklist']]}
			scope={forcing === undefined ? 'checklist' : 'force'}
			without={without}
			brief={checkup === undefined ? ['checking'] : verdict(state, request.force ?? [], glyphs)}
		>
			{error !== undefined && busy === undefined ? (
				<Rows of={explanationRows(error, columns, glyphs)} columns={columns} height={height} />
			) : checkup === undefined ? (
				<Rows
					of={[
						{ left: [] },
						{ left: [`  Looking at ${request.source} and ${request.target}; nothing is changed.`] },
					]}
					columns={columns}
					height={height}
				/>
			) : (
				<Rows of={view.shown} columns={columns} height={height} />
			)}
			{kind === 'compact' ? null : busy !== undefined ? (
				<Box>
					<Spin moving />
					<Line of={[` ${doing[busy]}${glyphs.ellipsis}`]} columns={columns - 1} />
				</Box>
			) : (
				<Line
					of={checkup === undefined ? [] : verdict(state, request.force ?? [], glyphs)}
					columns={columns}
				/>
			)}
			{kind === 'compact' ? null : (
				<Line of={checkup === undefined ? [] : prediction(checkup, glyphs)} columns={columns} />
			)}
			<Line of={last} columns={columns} />
		</Frame>
	);
};
