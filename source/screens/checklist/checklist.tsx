import { Box } from 'ink';
import { type ReactNode, useRef } from 'react';
import type { MigrationRequest } from '../../model/services.ts';
import { Frame } from '../components/frame.tsx';
import { Rows } from '../components/line.tsx';
import { explanationRows } from '../components/notice.ts';
import { scrollTo } from '../layout.ts';
import { useNavigation } from '../navigation.ts';
import type { Row } from '../segments.ts';
import { useLayout, useNamed, useUi } from '../ui.tsx';
import { ChecklistFoot, footHeight, verdict } from './foot.tsx';
import { detailRows, itemRows } from './rows.ts';
import { blockers, itemsOf, selectedIndex } from './state.ts';
import { useChecklist } from './use-checklist.ts';
import { useChecklistKeys } from './use-checklist-keys.ts';

/** The window around what is selected; `scroll` goes on within an item that is longer than the window. */
const windowOf = (
	rows: readonly Row[][],
	{ index, offset, scroll, height }: { index: number; offset: number; scroll: number; height: number },
) => {
	const all = rows.flat();
	const first = rows.slice(0, index).reduce((sum, list) => sum + list.length, 0);
	const size = rows[index]?.length ?? 1;
	const top = scrollTo(offset, first, first + Math.min(size, height) - 1, height, all.length);
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
	const { canGoBack } = useNavigation();
	const names = useNamed(request);
	const { columns, body, kind } = useLayout();
	const [state, dispatch, deeds] = useChecklist(request);
	const offset = useRef(0);
	const { checkup, busy, error, forcing, scroll } = state;
	const height = Math.max(1, body - footHeight(kind));
	useChecklistKeys(state, dispatch, { ...deeds, request, height });

	// With room for two columns a finding opens beside the list as soon as it is selected.
	const wide = kind === 'wide';
	const list = wide ? Math.floor(columns * 0.45) : columns;
	const items = itemsOf(state);
	const index = selectedIndex(state, items);
	const selected = items[index];
	const rows = items.map((item, at) =>
		itemRows(wide && item.kind === 'finding' ? { ...item, open: false } : item, {
			selected: at === index,
			names,
			columns: list,
			glyphs,
		}),
	);
	const view = windowOf(rows, { index, offset: offset.current, scroll, height });
	offset.current = view.top;
	const detail =
		wide && selected?.kind === 'finding'
			? detailRows(selected.finding, names, columns - list - 2, glyphs)
			: [];

	const stops = blockers(state, request.force).length;
	const fixable = items.some((item) => item.kind === 'finding' && item.finding.fix !== undefined);
	const without =
		checkup === undefined
			? ['open', 'goOn', 'apply', 'undo']
			: [stops > 0 ? 'goOn' : '', fixable ? '' : 'apply'];
	const looking = `  Looking at ${names.source} and ${names.target}; nothing is changed.`;
	return (
		<Frame
			title={[['strong', names.container], ` ${names.source} ${glyphs.arrow} ${names.target}`]}
			status={[['muted', view.below > 0 ? `${view.below} more below` : 'checklist']]}
			scope={forcing === undefined ? 'checklist' : 'force'}
			without={canGoBack ? without : [...without, 'back']}
			brief={checkup === undefined ? ['checking'] : verdict(state, request.force ?? [], glyphs)}
		>
			{error !== undefined && busy === undefined ? (
				<Rows of={explanationRows(error, columns, glyphs)} columns={columns} height={height} />
			) : checkup === undefined ? (
				<Rows of={[{ left: [] }, { left: [looking] }]} columns={columns} height={height} />
			) : (
				<Box>
					<Box width={wide ? list + 2 : columns}>
						<Rows of={view.shown} columns={list} height={height} />
					</Box>
					<Rows of={detail} columns={columns - list - 2} height={height} />
				</Box>
			)}
			<ChecklistFoot state={state} request={request} />
		</Frame>
	);
};
