import { Text } from 'ink';
import Spinner from 'ink-spinner';
import type { ReactNode } from 'react';
import { useUi, useVisible } from '../ui.tsx';

/** Turns while something really moves; a plain sign where motion is unwanted or would only cost bytes. */
export const Spin = ({ moving }: { moving: boolean }): ReactNode => {
	const { glyphs, reducedMotion, theme } = useUi();
	const visible = useVisible();
	if (!moving || reducedMotion || !visible) return <Text {...theme.accent}>{glyphs.stage.running}</Text>;
	return (
		<Text {...theme.accent}>
			<Spinner type={glyphs.spinner} />
		</Text>
	);
};
