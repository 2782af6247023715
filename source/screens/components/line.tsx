import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { layRow, type Row, type Segment } from '../segments.ts';
import { useUi } from '../ui.tsx';

type LineProps = {
	of: readonly Segment[];
	/** Kept at the right edge when the rest must be cut. */
	right?: readonly Segment[] | undefined;
	columns: number;
};

/** One row of exactly one terminal line. All text of all screens goes through here. */
export const Line = ({ of, right, columns }: LineProps): ReactNode => {
	const { theme, glyphs } = useUi();
	const pieces = layRow(right === undefined ? { left: of } : { left: of, right }, columns, glyphs.ellipsis);
	return (
		<Box height={1} flexShrink={0}>
			<Text wrap="truncate">
				{pieces.length === 0 ? ' ' : null}
				{pieces.map(({ role, text }, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity of their own
					<Text key={index} {...theme[role]}>
						{text}
					</Text>
				))}
			</Text>
		</Box>
	);
};

/** Rows in a place of fixed height: too many are cut at the end, missing ones are blank. */
export const Rows = ({
	of,
	columns,
	height,
}: {
	of: readonly Row[];
	columns: number;
	height?: number | undefined;
}): ReactNode => (
	<Box flexDirection="column" flexShrink={0} {...(height === undefined ? {} : { height })}>
		{of.slice(0, height ?? of.length).map(({ left, right }, index) => (
			// biome-ignore lint/suspicious/noArrayIndexKey: a row is what is at that place of the screen
			<Line key={index} of={left} right={right} columns={columns} />
		))}
	</Box>
);
