import { Box } from 'ink';
import { type ReactNode, useCallback, useMemo, useReducer, useState } from 'react';
import { exits } from '../model/error.ts';
import type { MigrationView } from '../model/fold.ts';
import { Help } from './help/help.tsx';
import { KeyRouter } from './key-router.tsx';
import type { Handlers } from './keys.ts';
import { type Navigation, NavigationProvider, navigate, type Place } from './navigation.ts';
import { Screen } from './screen.tsx';
import { LayoutProvider, VisibleProvider } from './ui.tsx';
import { useKeys } from './use-keys.ts';

export type RootProps = {
	start: Place;
	/** Called once, when the user leaves: the status, and whatever the session settled. */
	onLeave(exit: number): void;
	onSettle(view: MigrationView): void;
	/** Gives the terminal to the shell until the user comes back. */
	onSuspend(): void;
	/** Draws everything anew, whatever is on the terminal. */
	onRedraw(): void;
};

/** The keys that work on every screen; a screen that knows better answers first. */
const Everywhere = (handlers: Handlers<'everywhere'>): ReactNode => {
	useKeys('everywhere', handlers);
	return null;
};

/** The stack of screens. All of them stay mounted, so that going back finds everything as it was. */
export const Root = ({ start, onLeave, onSettle, onSuspend, onRedraw }: RootProps): ReactNode => {
	const [stack, move] = useReducer(navigate, [start]);
	const [helping, setHelping] = useState(false);
	const [settledExit, setSettled] = useState<number | undefined>(undefined);
	const depth = stack.length;
	const settle = useCallback(
		(view: MigrationView) => {
			setSettled(view.exit);
			onSettle(view);
		},
		[onSettle],
	);
	const navigation = useMemo<Navigation>(
		() => ({
			go: (place) => move({ type: 'go', place }),
			replace: (place) => move({ type: 'replace', place }),
			reset: (place) => move({ type: 'reset', place }),
			back: (exit) => (depth > 1 ? move({ type: 'back' }) : onLeave(exit)),
			leave: onLeave,
			detach: (view) => {
				onSettle(view);
				onLeave(exits.done);
			},
			settle,
			settled: () => settledExit,
			canGoBack: depth > 1,
		}),
		[depth, onLeave, onSettle, settle, settledExit],
	);
	const top = stack.at(-1) ?? start;
	return (
		<LayoutProvider>
			<KeyRouter>
				<NavigationProvider value={navigation}>
					<Everywhere
						help={() => setHelping(true)}
						stop={() => onLeave(settledExit ?? exits.cancelled)}
						suspend={onSuspend}
						redraw={onRedraw}
					/>
					{stack.map((place, index) => {
						const visible = place === top && !helping;
						return (
							// biome-ignore lint/suspicious/noArrayIndexKey: a screen is identified by its place in the stack and its kind
							<Box key={`${index} ${place.screen}`} display={visible ? 'flex' : 'none'}>
								<VisibleProvider value={visible}>
									<Screen place={place} />
								</VisibleProvider>
							</Box>
						);
					})}
					{helping ? <Help place={top} onClose={() => setHelping(false)} /> : null}
				</NavigationProvider>
			</KeyRouter>
		</LayoutProvider>
	);
};
