/*
The one table of keys. The handlers (`useKeys`), the footer, the help screen and the table in README are made of it,
so none of them can tell a different story.
*/

export type Binding = {
	/** Names as `keyNames` gives them; the first is the one shown. */
	keys: readonly string[];
	/** One or two words for the footer; without it the key is only in the help. */
	label?: string;
	/** A sentence for the help and README. */
	help: string;
};

const move = {
	up: { keys: ['up', 'k'], help: 'One row up' },
	down: { keys: ['down', 'j'], help: 'One row down' },
	pageUp: { keys: ['pageup', 'ctrl-b'], help: 'One page up' },
	pageDown: { keys: ['pagedown', 'ctrl-f', 'space'], help: 'One page down' },
	first: { keys: ['home', 'g'], help: 'To the first row' },
	last: { keys: ['end', 'G'], help: 'To the last row' },
} as const satisfies Record<string, Binding>;

const field = {
	accept: { keys: ['enter'], label: 'done', help: 'Keep what was typed' },
	cancel: { keys: ['esc'], label: 'clear', help: 'Drop what was typed' },
	erase: { keys: ['backspace', 'delete'], help: 'Erase the last letter' },
	eraseAll: { keys: ['ctrl-u'], help: 'Erase the whole line' },
} as const satisfies Record<string, Binding>;

export const bindings = {
	everywhere: {
		help: {
			keys: ['?', 'f1'],
			label: 'help',
			help: 'What am I looking at, what can I do, what do the words mean',
		},
		stop: { keys: ['ctrl-c'], help: 'Leave; during a migration: explain what stopping means now, then ask' },
		suspend: { keys: ['ctrl-z'], help: 'To the shell; `fg` comes back' },
		redraw: { keys: ['ctrl-l'], help: 'Draw the screen anew' },
	},
	picker: {
		pick: {
			keys: ['enter'],
			label: 'move it',
			help: 'Move this container; an unfinished migration: watch it, finish it or undo it',
		},
		filter: { keys: ['/'], label: 'filter', help: 'Show only rows that contain what you type' },
		back: { keys: ['esc'], label: 'clear filter', help: 'Clear the filter' },
		sort: { keys: ['s'], label: 'sort', help: 'Sort by the next column' },
		refresh: { keys: ['r'], label: 'refresh', help: 'Look at the hosts now' },
		history: { keys: ['h'], label: 'history', help: 'Past migrations' },
		quit: { keys: ['q'], label: 'quit', help: 'Leave' },
		...move,
	},
	filter: {
		accept: { keys: ['enter'], label: 'keep', help: 'Keep the filter and go back to the rows' },
		cancel: { keys: ['esc'], label: 'clear', help: 'Clear the filter: show all rows again' },
		erase: field.erase,
		eraseAll: field.eraseAll,
		up: { keys: ['up'], help: 'One row up' },
		down: { keys: ['down'], help: 'One row down' },
	},
	target: {
		pick: { keys: ['enter'], label: 'choose', help: 'Take this host' },
		up: { keys: ['up'], help: 'One host up' },
		down: { keys: ['down'], help: 'One host down' },
		complete: { keys: ['tab'], label: 'complete', help: 'Type the name of the chosen host into the field' },
		erase: field.erase,
		eraseAll: field.eraseAll,
		back: { keys: ['esc'], label: 'back', help: 'Back to the containers' },
	},
	guide: {
		pick: { keys: ['enter'], label: 'choose', help: 'Take this answer' },
		back: { keys: ['esc', 'left'], label: 'back', help: 'Back to the question before' },
		up: { keys: ['up', 'k'], help: 'The answer above' },
		down: { keys: ['down', 'j'], help: 'The answer below' },
	},
	checklist: {
		open: { keys: ['enter', 'right', 'left'], label: 'open', help: 'Open or close a group or a finding' },
		goOn: { keys: ['c'], label: 'continue', help: 'Go on to the confirmation' },
		apply: { keys: ['a'], label: 'apply fix', help: 'Show the fix of this finding; again: apply it' },
		undo: { keys: ['u'], label: 'undo', help: 'Take back the fixes that were applied' },
		recheck: { keys: ['r'], label: 're-check', help: 'Check again' },
		force: { keys: ['F'], help: 'Go on although something fails; asks for the name of the container' },
		back: { keys: ['esc', 'q'], label: 'back', help: 'Back to the target' },
		...move,
	},
	force: {
		accept: { keys: ['enter'], label: 'go on', help: 'Go on, if the name is right' },
		cancel: { keys: ['esc'], label: 'cancel', help: 'Do not force anything' },
		erase: field.erase,
		eraseAll: field.eraseAll,
	},
	confirm: {
		accept: { keys: ['enter'], label: 'choose', help: 'Do what the button says' },
		next: {
			keys: ['tab', 'right', 'left', 'up', 'down'],
			label: 'other button',
			help: 'To the other button',
		},
		back: { keys: ['esc', 'q', 'n'], label: 'back', help: 'Back to the checklist; nothing was changed' },
	},
	progress: {
		detach: { keys: ['d', 'q'], label: 'detach', help: 'Leave the screen; the migration goes on without it' },
		filter: {
			keys: ['/'],
			label: 'filter log',
			help: 'Show only lines of the log that contain what you type',
		},
		pageUp: { keys: ['pageup', 'up', 'k'], label: 'log up', help: 'Back in the log' },
		pageDown: { keys: ['pagedown', 'down', 'j'], help: 'Forward in the log' },
		last: { keys: ['end', 'G'], help: 'To the end of the log, and follow it' },
		back: { keys: ['esc'], help: 'Clear the filter' },
	},
	stop: {
		accept: { keys: ['enter'], label: 'choose', help: 'Do what is chosen' },
		up: { keys: ['up', 'k'], help: 'The choice above' },
		down: { keys: ['down', 'j'], help: 'The choice below' },
		back: { keys: ['esc'], label: 'go on', help: 'Go on with the migration' },
	},
	replay: {
		pause: { keys: ['space'], label: 'pause', help: 'Pause or go on' },
		faster: { keys: ['+', '='], label: 'faster', help: 'Play faster, up to 100x' },
		slower: { keys: ['-'], label: 'slower', help: 'Play slower, down to 1x' },
		next: { keys: ['right', 'n'], label: 'next stage', help: 'To the beginning of the next stage' },
		restart: { keys: ['home', '0'], help: 'From the beginning' },
		quit: { keys: ['q', 'd'], label: 'quit', help: 'Leave the replay' },
		filter: { keys: ['/'], help: 'Show only lines of the log that contain what you type' },
		pageUp: { keys: ['pageup', 'up', 'k'], help: 'Back in the log' },
		pageDown: { keys: ['pagedown', 'down', 'j'], help: 'Forward in the log' },
		last: { keys: ['end', 'G'], help: 'To the end of the log, and follow it' },
		back: { keys: ['esc'], help: 'Clear the filter, or leave' },
	},
	summary: {
		quit: { keys: ['enter', 'q', 'esc'], label: 'leave', help: 'Leave; this summary stays on the terminal' },
		again: { keys: ['c'], label: 'containers', help: 'Back to the containers' },
		show: { keys: ['s'], label: 'details', help: 'Timeline, findings, commands and log of this migration' },
		pageUp: { keys: ['pageup', 'up', 'k'], help: 'Scroll up' },
		pageDown: { keys: ['pagedown', 'down', 'j', 'space'], help: 'Scroll down' },
	},
	history: {
		open: { keys: ['enter'], label: 'open', help: 'Open this migration' },
		replay: { keys: ['p'], label: 'replay', help: 'Play it back' },
		filter: { keys: ['/'], label: 'filter', help: 'Show only rows that contain what you type' },
		back: { keys: ['esc', 'q'], label: 'back', help: 'Back' },
		...move,
	},
	show: {
		tab: { keys: ['tab', 'right'], label: 'next page', help: 'Timeline, findings, commands, log' },
		tabBack: { keys: ['shift-tab', 'left'], help: 'The page before' },
		replay: { keys: ['p'], label: 'replay', help: 'Play it back' },
		back: { keys: ['esc', 'q'], label: 'back', help: 'Back' },
		...move,
	},
	unfinished: {
		pick: { keys: ['enter'], label: 'choose', help: 'Do what is chosen' },
		up: { keys: ['up', 'k'], help: 'The choice above' },
		down: { keys: ['down', 'j'], help: 'The choice below' },
		back: { keys: ['esc', 'q'], label: 'back', help: 'Back; nothing was changed' },
	},
	help: {
		down: { keys: ['down', 'j'], label: 'choose a key', help: 'To the next key, or one row down' },
		up: { keys: ['up', 'k'], help: 'To the key before, or one row up' },
		run: { keys: ['enter'], label: 'do it', help: 'Close the help and do what the chosen key does' },
		back: { keys: ['esc', '?', 'q'], label: 'close', help: 'Close the help' },
		pageUp: move.pageUp,
		pageDown: move.pageDown,
	},
} as const satisfies Record<string, Record<string, Binding>>;

export type KeyScope = keyof typeof bindings;
type ActionOf<Scope extends KeyScope> = keyof (typeof bindings)[Scope] & string;

/** What to do for the actions of a scope; an action without a handler is not offered. */
export type Handlers<Scope extends KeyScope> = Partial<Record<ActionOf<Scope>, () => void>>;

/** The action that a key means in a scope. */
export const actionFor = (scope: KeyScope, key: string): string | undefined => {
	for (const [action, binding] of Object.entries<Binding>(bindings[scope])) {
		if (binding.keys.includes(key)) return action;
	}
	return undefined;
};

const shown: Record<string, string> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	enter: 'Enter',
	esc: 'Esc',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	space: 'Space',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	backspace: 'Backspace',
	delete: 'Del',
	f1: 'F1',
};

const shownAscii: Record<string, string> = { up: 'Up', down: 'Down', left: 'Left', right: 'Right' };

/** A key as people write it. */
export const keyLabel = (key: string, ascii = false): string =>
	(ascii ? shownAscii[key] : undefined) ??
	shown[key] ??
	(key.startsWith('ctrl-') ? `Ctrl-${key.slice(5).toUpperCase()}` : key);

/** What each place where keys mean something is called. */
export const scopeTitles: Record<KeyScope, string> = {
	everywhere: 'Everywhere',
	picker: 'Containers',
	filter: 'While typing a filter',
	target: 'Target',
	guide: 'First questions',
	checklist: 'Checklist',
	force: 'Forcing',
	confirm: 'Confirmation',
	progress: 'Progress',
	stop: 'Stopping',
	replay: 'Replay',
	summary: 'Summary',
	history: 'History',
	show: 'One past migration',
	unfinished: 'An unfinished migration',
	help: 'Help',
};

/** The tables of keys for README; a test fails when README has others. */
export const keysMarkdown = (): string =>
	(Object.keys(bindings) as KeyScope[])
		.map((scope) => {
			const rows = Object.values<Binding>(bindings[scope]).map(
				({ keys, help }) => `| ${keys.map((key) => `\`${keyLabel(key)}\``).join(' ')} | ${help} |`,
			);
			return [`**${scopeTitles[scope]}**`, '', '| Key | What it does |', '|---|---|', ...rows, ''].join('\n');
		})
		.join('\n');
