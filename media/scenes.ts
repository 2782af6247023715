// What is photographed: for each picture how the program is begun, what is typed, and what must be in sight then.
import { keys } from '../test/screens/keyboard.ts';

/** How the program of the pictures is begun; see program.tsx. */
export type Showing = {
	/** The screen to begin with. @default the list of containers */
	start?: { screen: 'history' } | { screen: 'progress'; id: string };
	/** The hosts whose containers are listed; `gamma` never answers. @default alpha */
	hosts?: string[];
	/** The questions of the first run are still to be asked. */
	newcomer?: boolean;
	/** There is a migration that lost its engine. */
	unfinished?: boolean;
	/** The recording that is followed. @default migrated */
	journal?: 'migrated' | 'rolled-back';
	/** Follow the recording at its own pace, until its end; otherwise all of it is there at once. */
	live?: boolean;
	/** Stop half a second after the first event of this type. */
	hold?: 'frozen';
};

export type Scene = Showing & {
	name: string;
	title: string;
	/** What is seen, for those who read docs/screens.md and those who can't see pictures. */
	description: string;
	/** In sight before anything is typed. */
	ready: string | RegExp;
	steps?: readonly (readonly [press: string, see: string | RegExp])[];
};

const raw1 = [
	[keys.down.repeat(3), /❯ raw1/],
	[keys.enter, /❯ beta/],
	[keys.enter, 'must be fixed'],
] as const;

const web1 = [
	[keys.end, /❯ web1/],
	[keys.enter, /❯ beta/],
] as const;

const frozen = { start: { screen: 'progress', id: 'last' }, hold: 'frozen', ready: 'BLACKOUT' } as const;

export const scenes: readonly Scene[] = [
	{
		name: 'picker',
		title: 'Containers',
		description: 'The containers of a host, with state, address, memory, size and uptime.',
		ready: 'web1',
	},
	{
		name: 'hosts',
		title: 'Several hosts',
		description: 'Three hosts side by side; one of them can not be reached, and that holds up nobody.',
		hosts: ['alpha', 'beta', 'gamma'],
		ready: /gamma {2}✗/,
		steps: [['/1', '/1▏']],
	},
	{
		name: 'target',
		title: 'Target',
		description: 'Where to: a host that is known, or one that is typed.',
		ready: 'web1',
		steps: web1,
	},
	{
		name: 'guide',
		title: 'First questions',
		description: 'The first run asks two more questions, each with the option that says the same.',
		newcomer: true,
		ready: 'web1',
		steps: [...web1, [keys.enter, 'become root']],
	},
	{
		name: 'checklist',
		title: 'Checklist',
		description: 'The checklist of a container that nobody prepared: nine things must be fixed first.',
		ready: 'web1',
		steps: raw1,
	},
	{
		name: 'finding',
		title: 'A finding and its fix',
		description: 'A finding, opened: what was seen, what it means, and its fix as a diff.',
		ready: 'web1',
		steps: [...raw1, ['a', 'Press a again']],
	},
	{
		name: 'confirm',
		title: 'Confirmation',
		description: 'The last question before anything changes; focus is on Cancel.',
		ready: 'web1',
		steps: [...web1, [keys.enter, 'Ready'], ['c', 'Cancel']],
	},
	{
		...frozen,
		name: 'progress',
		title: 'Progress',
		description: 'The container is frozen: the large clock of the blackout runs.',
	},
	{
		...frozen,
		name: 'stop',
		title: 'Stopping',
		description: 'Ctrl-C asks first, and says what stopping means at this moment.',
		steps: [[keys.ctrlC, 'Roll back']],
	},
	{
		name: 'summary',
		title: 'Summary',
		description: 'The container runs on the target: the blackout, step by step.',
		start: { screen: 'progress', id: 'last' },
		ready: 'step by step',
	},
	{
		name: 'rolled-back',
		title: 'Rolled back',
		description: 'A migration that failed: the container runs where it was, and the reason is told.',
		start: { screen: 'progress', id: 'last' },
		journal: 'rolled-back',
		ready: 'with its memory',
	},
	{
		name: 'unfinished',
		title: 'An unfinished migration',
		description: 'A migration that lost its engine: what is known, and the ways out.',
		unfinished: true,
		ready: 'unfinished since',
		steps: [[`${keys.home}${keys.enter}`, 'Undo it']],
	},
	{
		name: 'history',
		title: 'History',
		description: 'Past migrations with outcome, blackout, total time and bytes.',
		start: { screen: 'history' },
		ready: 'rolled-back',
	},
	{
		name: 'show',
		title: 'One past migration',
		description: 'A past migration, from its journal: here the timeline.',
		start: { screen: 'history' },
		ready: 'rolled-back',
		steps: [
			[`${keys.end}${keys.enter}`, 'step by step'],
			[keys.tab, 'FROZEN'],
		],
	},
	{
		name: 'help',
		title: 'Help',
		description: 'Help for the screen it is opened on; the chosen key is pressed by Enter.',
		ready: 'web1',
		steps: [
			['?', 'What am I looking at'],
			[keys.down, /❯ Enter/],
		],
	},
	{
		...frozen,
		name: 'words',
		title: 'Words',
		description: 'The words of a screen, explained to those who have never checkpointed anything.',
		steps: [
			['?', 'What am I looking at'],
			[keys.pageDown.repeat(5), 'The file in which'],
		],
	},
];
