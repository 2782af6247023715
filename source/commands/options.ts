/** What a value names: decides how it is validated and what the shell offers to complete it. */
export type Kind =
	| 'host'
	| 'path'
	| 'duration'
	| 'number'
	| 'rate'
	| 'address'
	| 'method'
	| 'check'
	| 'sample'
	| 'command'
	| 'container'
	| 'migration'
	| 'file'
	| 'shell';

export type OptionSpec = {
	/** Placeholder of the value in the help; an option without one is a switch. */
	value?: string;
	kind?: Kind;
	repeatable?: true;
	short?: string;
	help: string;
	/** Left out of help and refused, because what it asks for does not work yet. */
	ready?: false;
};

/** Every option there is; `table.ts` says which command takes which. */
const options = {
	source: {
		value: 'HOST',
		kind: 'host',
		repeatable: true,
		help: 'host the container runs on (default: this machine); the screens, list and status take several',
	},
	json: { help: 'print one JSON object per line, and nothing else, on stdout' },
	plain: { help: 'print one line per event, without redrawing the screen' },
	yes: { short: 'y', help: 'do not ask' },
	'dry-run': { help: 'print the exact commands of each stage and change nothing' },
	lxcpath: {
		value: 'DIR',
		kind: 'path',
		help: "LXC's directory on the source (default: what lxc-config says)",
	},
	'target-lxcpath': {
		value: 'DIR',
		kind: 'path',
		help: "LXC's directory on the target (default: what lxc-config says)",
	},
	bwlimit: {
		value: 'RATE',
		kind: 'rate',
		help: "most bandwidth that copying files may use, as rsync's --bwlimit takes it: 50m, 800k",
	},
	health: {
		value: 'COMMAND',
		kind: 'command',
		help: 'shell command run on the target after the restore; exit status 0 is healthy',
	},
	method: {
		value: 'METHOD',
		kind: 'method',
		help: 'how memory is moved: auto, stop-and-copy, stream, pre-copy or post-copy (default: auto, which never takes post-copy)',
	},
	'page-server': {
		value: 'ADDRESS',
		kind: 'address',
		help: 'address of the target on a link that you trust: memory goes there straight, not by ssh and not encrypted',
	},
	'max-blackout': {
		value: 'TIME',
		kind: 'duration',
		help: 'refuse a blackout longer than this: 500ms, 2s, 1m; looked at before the start, after the rounds of files and after pre-copy, while the container still runs',
	},
	force: {
		value: 'CHECK',
		kind: 'check',
		repeatable: true,
		help: 'go on although this check fails; can be given more than once',
	},
	'discard-source': {
		help: 'remove the copy on the source after success (default: keep it, stopped, marked as moved)',
	},
	'verify-files': {
		help: 'compare the content of every file, not only size and time: reads all of it on both hosts during the blackout, which is that much longer',
	},
	fix: { help: 'apply the fixes that the checklist offers; shows them and asks first' },
	undo: { help: 'take back what --fix changed' },
	restart: { help: 'with --fix: restart the container, where a change counts only then' },
	inline: { help: 'draw below the prompt instead of on a screen of its own' },
	'no-color': { help: 'no colours (NO_COLOR does the same)' },
	speed: {
		value: 'FACTOR',
		kind: 'number',
		help: 'how many times faster than it happened, 1 to 100 (default: 1)',
	},
	sample: { value: 'NAME', kind: 'sample', help: 'play a recording that comes with the program' },
	help: { short: 'h', help: 'show this help' },
	version: { short: 'v', help: 'show the version' },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof options;

type ValueOf<Spec extends OptionSpec> = Spec extends { repeatable: true }
	? string[]
	: Spec extends { kind: 'duration' | 'number' }
		? number
		: Spec extends { value: string }
			? string
			: true;

/** The options that were given, by name; durations in milliseconds. */
export type Options = { -readonly [Name in OptionName]?: ValueOf<(typeof options)[Name]> };

/** The same table with the fields that not every option has. */
export const optionSpecs: Record<OptionName, OptionSpec> = options;

/** An option as it is typed. */
export const flag = (name: OptionName): string => {
	const { value } = optionSpecs[name];
	return value === undefined ? `--${name}` : `--${name} ${value}`;
};
