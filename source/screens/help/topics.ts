import type { Word } from '../glossary.ts';
import type { KeyScope } from '../keys.ts';
import type { Place } from '../navigation.ts';

export type Topic = { scopes: readonly KeyScope[]; looking: string; doing: string; words: readonly Word[] };

/** What each screen is, what one does there, and the words it uses. */
export const topics: Record<Place['screen'], Topic> = {
	picker: {
		scopes: ['picker', 'filter'],
		looking:
			'The containers of your hosts. Migrations that were not finished come first. Only running containers can be moved with their memory; the last row says why another can not.',
		doing: 'Choose a container and press Enter. Looking at it and checking it changes nothing.',
		words: ['checkpoint', 'CRIU', 'blackout'],
	},
	target: {
		scopes: ['target'],
		looking:
			'The hosts a container can be moved to: from your ssh configuration, the settings, and those used before.',
		doing: 'Choose one, or type [user@]host. Your own ssh is used, with its keys and its configuration.',
		words: ['root file system', 'CRIU'],
	},
	guide: {
		scopes: ['guide'],
		looking:
			'Questions that are asked once, before the first migration. Each has an option that says the same; the last row shows the whole command.',
		doing: 'Choose an answer. Nothing is changed before the confirmation.',
		words: ['restore', 'commit'],
	},
	checklist: {
		scopes: ['checklist', 'force'],
		looking:
			'What was found on both hosts and in the container, worst first. A cross must be fixed, an exclamation mark should be known, a tick is fine.',
		doing:
			'Open a finding: what was seen, what it means, what to do. a applies a fix after showing it, u takes it back, r checks again, c continues when nothing fails.',
		words: ['blackout', 'stop-and-copy', 'stream', 'pre-copy', 'post-copy', 'page server'],
	},
	confirm: {
		scopes: ['confirm'],
		looking: 'The last question before anything changes: which container, from where, to where.',
		doing: 'Tab to the button that moves it, then Enter. Enter alone goes back.',
		words: ['blackout', 'freeze', 'rollback'],
	},
	progress: {
		scopes: ['progress', 'stop', 'filter'],
		looking:
			'A migration at work: its stages, where the container is at this moment, how long it stands still, and what the programs say.',
		doing:
			'Nothing has to be done. d leaves the screen without touching the migration; Ctrl-C explains what stopping means now, and asks.',
		words: ['blackout', 'freeze', 'image', 'page server', 'rollback', 'commit', 'detach', 'journal'],
	},
	replay: {
		scopes: ['replay', 'filter'],
		looking: 'A recorded migration, played back. Nothing you see happens now.',
		doing: 'Pause, play faster, jump to the next stage.',
		words: ['blackout', 'image', 'journal'],
	},
	summary: {
		scopes: ['summary'],
		looking:
			'How it ended: where the container runs, how long it stood still and why, and what had been predicted.',
		doing: 'Leave, or go back to the containers. The summary stays on the terminal.',
		words: ['blackout', 'rollback', 'commit'],
	},
	history: {
		scopes: ['history', 'filter'],
		looking: 'Past migrations, newest first: outcome, beginning (UTC), blackout, total time, bytes.',
		doing: 'Open one, or play it back.',
		words: ['journal', 'blackout'],
	},
	show: {
		scopes: ['show'],
		looking:
			'One migration from its journal: summary, timeline, findings, the exact commands with their status, the log.',
		doing: 'Tab turns the pages; p plays it back.',
		words: ['journal', 'blackout', 'image'],
	},
	unfinished: {
		scopes: ['unfinished'],
		looking:
			'A migration whose engine is gone. The container is where the journal says, or both hosts know better.',
		doing: 'Look at it, then finish or undo it: both look at the hosts before they do anything.',
		words: ['journal', 'rollback', 'image'],
	},
};
