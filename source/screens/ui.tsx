import { useWindowSize } from 'ink';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { MigrationRequest, Services } from '../model/services.ts';
import type { Glyphs } from './glyphs.ts';
import { type Layout, layoutFor } from './layout.ts';
import type { Theme } from './theme.ts';

/** LXC's directories that were named on the command line. */
export type Places = Pick<MigrationRequest, 'lxcPath' | 'targetLxcPath'>;

/** What every screen may use; made once by `runApp`, by tests in any way they like. */
export type Ui = {
	services: Services;
	theme: Theme;
	glyphs: Glyphs;
	/** The hosts whose containers are listed. */
	hosts: readonly string[];
	/** What a host is called on the screen: this machine has a name too. */
	nameOf(destination: string): string;
	places: Places;
	suggestedTarget?: string;
	/** Stay on the normal screen and leave its last row alone. */
	inline: boolean;
	reducedMotion: boolean;
	/** Frames per second, also how often a journal's events reach the screen. */
	fps: number;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Asks the containers' hosts again this often, milliseconds; 0 never does. */
	refreshMs: number;
};

const UiContext = createContext<Ui | undefined>(undefined);

export const UiProvider = UiContext.Provider;

export const useUi = (): Ui => {
	const ui = useContext(UiContext);
	if (ui === undefined) throw new Error('useUi needs a UiProvider around it');
	return ui;
};

/** Inline frames never fill the terminal: what was there before stays in sight. */
const inlineRows = 24;

/** A request as it is shown: with the names of its hosts. What is done is still what was asked for. */
export const useNamed = (request: MigrationRequest): MigrationRequest => {
	const { nameOf } = useUi();
	return useMemo(
		() => ({ ...request, source: nameOf(request.source), target: nameOf(request.target) }),
		[request, nameOf],
	);
};

const LayoutContext = createContext<Layout>(layoutFor(80, 24));

/** Looks at the size of the terminal once for all; every line needs it, and each look is a listener of its own. */
export const LayoutProvider = ({ children }: { children: ReactNode }): ReactNode => {
	const { inline } = useUi();
	const { columns, rows } = useWindowSize();
	const layout = useMemo(
		() => layoutFor(columns, inline ? Math.min(inlineRows, rows - 1) : rows),
		[columns, rows, inline],
	);
	return <LayoutContext value={layout}>{children}</LayoutContext>;
};

export const useLayout = (): Layout => useContext(LayoutContext);

const VisibleContext = createContext(true);

export const VisibleProvider = VisibleContext.Provider;

/** Whether this screen is the one in sight; the others keep their state but neither tick nor take keys. */
export const useVisible = (): boolean => useContext(VisibleContext);

/** The time, ticking every `everyMs` while that is given and the screen is in sight. */
export const useNow = (everyMs: number | undefined): number => {
	const { now } = useUi();
	const visible = useVisible();
	const [, tick] = useState(0);
	useEffect(() => {
		if (everyMs === undefined || !visible) return undefined;
		const timer = setInterval(() => tick((count) => count + 1), everyMs);
		return () => clearInterval(timer);
	}, [everyMs, visible]);
	return now();
};

/** Whether the component is still there, for answers that come late. */
export const useMounted = (): { readonly current: boolean } => {
	const mounted = useRef(true);
	useEffect(() => {
		mounted.current = true;
		return () => {
			mounted.current = false;
		};
	}, []);
	return mounted;
};
