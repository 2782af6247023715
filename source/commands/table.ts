import { type Kind, type OptionName, optionSpecs } from './options.ts';

export type ArgumentSpec = { name: string; kind: Kind; optional?: true; repeatable?: true };

export type CommandSpec = {
	summary: string;
	/** More of what it does, one paragraph each. */
	details?: string[];
	arguments: ArgumentSpec[];
	options: OptionName[];
	/** Real command lines, without the name of the program, and what each does. */
	examples: [line: string, does: string][];
	/** `false` leaves it out of help, completions and manual, and refuses it. */
	ready: boolean;
	/** Works, but is for the program itself. */
	hidden?: true;
};

const container: ArgumentSpec = { name: 'NAME', kind: 'container' };
const target: ArgumentSpec = { name: 'TARGET', kind: 'host' };
const hosts: ArgumentSpec = { name: 'HOST', kind: 'host', optional: true, repeatable: true };
const id: ArgumentSpec = { name: 'ID', kind: 'migration' };

const places: OptionName[] = ['source', 'lxcpath', 'target-lxcpath'];
const plan: OptionName[] = ['method', 'page-server', 'max-blackout', 'force'];

/** The commands, in the order of the help. `''` is the program without a command. */
const commands = {
	'': {
		summary: 'move running LXC containers to another host, from the terminal',
		arguments: [],
		options: ['source', 'lxcpath', 'target-lxcpath', 'inline', 'no-color', 'version'],
		examples: [
			['', 'pick a container, a target, read the checklist, move it'],
			['--source alpha --source beta', 'the containers of two other hosts, side by side'],
		],
		ready: true,
	},
	list: {
		summary: 'containers with state, address, memory and size',
		arguments: [hosts],
		options: ['source', 'lxcpath', 'json', 'no-color'],
		examples: [
			['list', 'the containers of this machine'],
			['list alpha ubuntu@beta', 'those of two hosts'],
		],
		ready: true,
	},
	check: {
		summary: 'can this container be moved there? the checklist',
		details: ['Looks at both hosts and the container in one go. Changes nothing, unless --fix is given.'],
		arguments: [container, target],
		options: [...places, ...plan, 'fix', 'undo', 'restart', 'yes', 'json', 'no-color'],
		examples: [
			['check web1 beta', 'everything that stands in the way, and what to do about it'],
			['check web1 ubuntu@beta --json', 'the same, for a script'],
		],
		ready: true,
	},
	migrate: {
		summary: 'move a running container, with its memory and connections',
		details: [
			'In a terminal it shows the checklist and asks. Without one, or with --plain or --json, it prints one line per event; without a terminal it needs --yes.',
			'The move is done by a process of its own: closing the terminal does not stop it, and "attach" shows it again. Ctrl-C asks it to bring the container back; a second Ctrl-C only stops looking.',
		],
		arguments: [container, target],
		options: [
			...places,
			...plan,
			'bwlimit',
			'health',
			'verify-files',
			'discard-source',
			'dry-run',
			'yes',
			'plain',
			'json',
			'inline',
			'no-color',
		],
		examples: [
			['migrate web1 beta', 'show the checklist, ask, move, show how it went'],
			["migrate web1 ubuntu@beta --yes --plain --health 'curl -fs http://10.0.3.11/'", 'from a script'],
		],
		ready: true,
	},
	attach: {
		summary: 'follow a migration that is under way',
		arguments: [id],
		options: ['plain', 'json', 'inline', 'no-color'],
		examples: [
			['attach last', 'the one that was started last'],
			['attach last --json', 'its events, from the first'],
		],
		ready: true,
	},
	show: {
		summary: 'how a migration went: outcome, findings, timeline, commands',
		arguments: [id],
		options: ['json', 'no-color'],
		examples: [
			['show last', 'the whole story of the latest migration'],
			['show last --json', 'its summary as one line of JSON'],
		],
		ready: true,
	},
	replay: {
		summary: 'play a migration back',
		details: [
			'ID may also be the path of a journal. --sample plays a recording that comes with the program.',
		],
		arguments: [{ ...id, optional: true }],
		options: ['sample', 'speed', 'plain', 'json', 'inline', 'no-color'],
		examples: [
			['replay last --speed 10', 'the latest migration, ten times as fast'],
			['replay ./journal.ndjson', 'a journal from elsewhere'],
		],
		ready: true,
	},
	resume: {
		summary: 'finish an interrupted migration',
		arguments: [id],
		options: ['yes', 'plain', 'json', 'inline', 'no-color'],
		examples: [
			['resume last', 'look at both hosts and go on from what is there'],
			['resume last --yes --plain', 'from a script'],
		],
		ready: true,
	},
	rollback: {
		summary: 'bring the container of an interrupted migration back to its source',
		arguments: [id],
		options: ['yes', 'plain', 'json', 'inline', 'no-color'],
		examples: [
			['rollback last', 'restore it, with its memory, where it came from'],
			['rollback last --yes --plain', 'from a script'],
		],
		ready: true,
	},
	status: {
		summary: 'is each host ready, what runs there, what is unfinished',
		arguments: [hosts],
		options: ['source', 'lxcpath', 'json', 'no-color'],
		examples: [
			['status localhost beta', 'this machine and another one'],
			['status beta --json', 'one line of JSON per host'],
		],
		ready: true,
	},
	history: {
		summary: 'past migrations with outcome, blackout, total time and bytes',
		arguments: [],
		options: ['json', 'no-color'],
		examples: [
			['history', 'newest first'],
			['history --json', 'one line of JSON per migration'],
		],
		ready: true,
	},
	explain: {
		summary: 'what a CRIU log means, and what cures it',
		arguments: [{ name: 'FILE|-', kind: 'file' }],
		options: ['json', 'no-color'],
		examples: [
			['explain /tmp/dump.log', 'the cause in a log of a failed checkpoint'],
			['explain - < restore.log', 'a log from standard input'],
		],
		ready: true,
	},
	clean: {
		summary: 'remove what migrations left behind on a host: images, locks, marks of moved containers',
		details: [
			'Shows everything and asks. What an unfinished migration may still need is only removed after its id was typed.',
			'With NAME it clears the mark of a container that was moved away, so that its copy here can be started again.',
		],
		arguments: [{ ...container, optional: true, repeatable: true }],
		options: ['source', 'lxcpath', 'dry-run', 'yes', 'json', 'no-color'],
		examples: [
			['clean --source beta --dry-run', 'what is left on beta, and how large it is'],
			['clean web1', 'let the copy of web1 that stayed here be started again'],
		],
		ready: true,
	},
	config: {
		summary: 'where the settings are, and their values',
		arguments: [],
		options: ['json', 'no-color'],
		examples: [
			['config', 'the file and every value'],
			['config --json', 'the same as one line of JSON'],
		],
		ready: true,
	},
	completions: {
		summary: 'print the completions for a shell: bash, zsh or fish',
		arguments: [{ name: 'SHELL', kind: 'shell' }],
		options: [],
		examples: [
			['completions bash > /etc/bash_completion.d/lxc-ferry', 'for everyone who uses bash here'],
			['completions fish > ~/.config/fish/completions/lxc-ferry.fish', 'for your own fish'],
		],
		ready: true,
	},
	man: {
		summary: 'print the manual page',
		arguments: [],
		options: [],
		examples: [
			['man | man -l -', 'read it'],
			['man > /usr/local/share/man/man1/lxc-ferry.1', 'install it'],
		],
		ready: true,
	},
	__engine: {
		summary: 'carry out a migration whose journal exists',
		arguments: [id, { name: 'HOW', kind: 'check', optional: true }],
		options: [],
		examples: [],
		ready: true,
		hidden: true,
	},
	__complete: {
		summary: 'names for the completions of the shells',
		arguments: [{ name: 'KIND', kind: 'check' }],
		options: [],
		examples: [],
		ready: true,
		hidden: true,
	},
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;

/** The same table with the fields that not every command has. */
export const commandSpecs: Record<CommandName, CommandSpec> = commands;

/** The commands that people may use now. */
export const listed = (): CommandName[] =>
	(Object.keys(commands) as CommandName[]).filter((name) => {
		const { ready, hidden } = commandSpecs[name];
		return name !== '' && ready && hidden !== true;
	});

/** The options that a command takes now; every command has `--help`. */
export const optionsOf = (name: CommandName): OptionName[] =>
	[...commandSpecs[name].options, 'help' as const].filter((option) => optionSpecs[option].ready !== false);
