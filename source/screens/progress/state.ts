/** What the progress screen knows beside the migration itself: where its log is, and whether someone wants to stop. */
export type ProgressState = {
	filter: string;
	filtering: boolean;
	/** Lines back from the end of the log; 0 follows it. */
	back: number;
	/** The chosen answer while the question of stopping is open. */
	stop?: { index: number };
	notice?: string;
};

export type ProgressAction =
	| { type: 'scroll'; by: number; most: number }
	| { type: 'end' }
	| { type: 'filtering'; on: boolean }
	| { type: 'filter'; text: string }
	| { type: 'stop' }
	| { type: 'choose'; by: number; of: number }
	| { type: 'go on' }
	| { type: 'notice'; text: string };

export const initialProgress: ProgressState = { filter: '', filtering: false, back: 0 };

export const reduceProgress = (state: ProgressState, action: ProgressAction): ProgressState => {
	const { stop, ...rest } = state;
	switch (action.type) {
		case 'scroll':
			return { ...state, back: Math.max(0, Math.min(action.most, state.back + action.by)) };
		case 'end':
			return { ...state, back: 0 };
		case 'filtering':
			return { ...state, filtering: action.on };
		case 'filter':
			return { ...state, filter: action.text, back: 0 };
		case 'stop':
			return { ...rest, stop: { index: 0 }, filtering: false };
		case 'choose': {
			if (stop === undefined) return state;
			return { ...rest, stop: { index: (stop.index + action.by + action.of) % action.of } };
		}
		case 'go on':
			return rest;
		case 'notice':
			return { ...rest, notice: action.text };
	}
};
