import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type KeyScope, keyLabel } from '../keys.ts';
import type { Segment } from '../segments.ts';
import { useLayout, useUi } from '../ui.tsx';
import { footerFor, type Labels } from './footer.ts';
import { Line } from './line.tsx';

type FrameProps = {
	title: readonly Segment[];
	status?: readonly Segment[] | undefined;
	/** Whose keys the footer shows. */
	scope: KeyScope;
	/** Actions that can't be done now, left out of the footer. */
	without?: readonly string[] | undefined;
	/** Other words for the footer, by action. */
	labels?: Labels | undefined;
	/** All that is said when the terminal is too small for anything else. */
	brief: readonly Segment[];
	children: ReactNode;
};

/** Header, body of exactly the height that is left, footer: the same for all screens. */
export const Frame = ({ title, status, scope, without, labels, brief, children }: FrameProps): ReactNode => {
	const { glyphs, inline } = useUi();
	const layout = useLayout();
	const { columns, kind } = layout;
	// The last cell of the last row is never written: some terminals scroll then.
	const last = inline ? columns : columns - 1;
	if (kind === 'line') return <Line of={brief} columns={Math.max(1, last)} />;
	const rule =
		kind === 'compact' ? null : <Line of={[['muted', glyphs.rule.repeat(columns)]]} columns={columns} />;
	const ascii = glyphs.arrow === '->';
	const footer = footerFor(scope, {
		columns: last,
		without: without ?? [],
		labels: labels ?? {},
		label: (key) => keyLabel(key, ascii),
	});
	return (
		<Box flexDirection="column" width={columns} height={layout.rows}>
			<Line
				of={kind === 'compact' ? title : [['title', 'lxc-ferry'], '  ', ...title]}
				right={status}
				columns={columns}
			/>
			{rule}
			<Box flexDirection="column" height={layout.body} flexShrink={0} overflow="hidden">
				{children}
			</Box>
			{rule}
			<Line of={footer} columns={last} />
		</Box>
	);
};
