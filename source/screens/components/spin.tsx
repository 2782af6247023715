import { Text } from 'ink';
import Spinner from 'ink-spinner';
import type { ReactNode } from 'react';
import { useUi, useVisible } from '../ui.tsx';

/** Turns while something really moves; a plain sign where motion is unwanted or would only cost bytes. */
export const Spin = ({ moving }: { moving: boolean }): ReactNode => {
	const { glyphs, reducedMotion, theme, fps } = useUi();
	const visible = useVisible();
	if (!moving || reducedMotion || !visible) return <Text {...theme.accent}>{glyphs.stage.running}</Text>;
	return (
		<Text {...theme.accent}>
			{/* The slower one for slow lines: every turn is a row sent again. */}
			<Spinner type={fps <= 5 ? 'line' : glyphs.spinner} />
		</Text>
	);
};
