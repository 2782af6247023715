import { createContext, useContext } from 'react';
import type { FerryEvent } from '../model/events.ts';
import type { MigrationView } from '../model/fold.ts';
import type { Checkup, MigrationRecord, MigrationRequest } from '../model/services.ts';

/** A screen with what it is about. */
export type Place =
	| { screen: 'picker' }
	| { screen: 'target'; container: string; host: string }
	| { screen: 'guide'; request: MigrationRequest }
	| { screen: 'checklist'; request: MigrationRequest }
	| { screen: 'confirm'; request: MigrationRequest; checkup: Checkup }
	| { screen: 'progress'; id: string }
	| { screen: 'replay'; events: AsyncIterable<FerryEvent>; speed: number }
	| { screen: 'summary'; view: MigrationView }
	| { screen: 'history' }
	| { screen: 'show'; record: MigrationRecord }
	| { screen: 'unfinished'; record: MigrationRecord };

export type Move = { type: 'go' | 'replace' | 'reset'; place: Place } | { type: 'back'; steps?: number };

/** The stack of screens; the last one is in sight. Moving through it never empties it. */
export const navigate = (stack: readonly Place[], move: Move): readonly Place[] => {
	switch (move.type) {
		case 'go':
			return [...stack, move.place];
		case 'replace':
			return [...stack.slice(0, -1), move.place];
		case 'reset':
			// The list of containers stays under everything: its selection is still there.
			if (stack[0]?.screen !== 'picker') return [move.place];
			return move.place.screen === 'picker' ? [stack[0]] : [stack[0], move.place];
		case 'back':
			return stack.length > 1 ? stack.slice(0, Math.max(1, stack.length - (move.steps ?? 1))) : stack;
	}
};

export type Navigation = {
	go(place: Place): void;
	replace(place: Place): void;
	/** Drops what led here, but not the list of containers. */
	reset(place: Place): void;
	/** One screen back; from the first one the program ends with this status. */
	back(exit: number): void;
	/** Ends the program. */
	leave(exit: number): void;
	/** Ends the program while this migration goes on. */
	detach(view: MigrationView): void;
	/** Remembers how a migration ended: the program's status, and what stays on the terminal. */
	settle(view: MigrationView): void;
	/** The status of the last migration that ended here. */
	settled(): number | undefined;
	/** Whether another screen is under this one. */
	canGoBack: boolean;
};

const NavigationContext = createContext<Navigation | undefined>(undefined);

export const NavigationProvider = NavigationContext.Provider;

export const useNavigation = (): Navigation => {
	const navigation = useContext(NavigationContext);
	if (navigation === undefined) throw new Error('useNavigation needs a NavigationProvider around it');
	return navigation;
};
