import { hanging, wrap } from '../reports/lines.ts';
import type { Look } from '../reports/look.ts';
import { flag, type OptionName, optionSpecs } from './options.ts';
import { type ArgumentSpec, type CommandName, commandSpecs, listed, optionsOf } from './table.ts';

const program = 'lxc-ferry';

const word = ({ name, optional, repeatable }: ArgumentSpec): string => {
	const many = `${name}${repeatable === true ? '...' : ''}`;
	return optional === true ? `[${many}]` : many;
};

/** A command as it is typed, with its arguments: `migrate NAME TARGET`. */
export const usage = (name: CommandName): string =>
	[name, ...commandSpecs[name].arguments.map(word)].filter(Boolean).join(' ');

/** An option as the help shows it: `-y, --yes`. */
export const optionHead = (name: OptionName): string => {
	const { short } = optionSpecs[name];
	return `${short === undefined ? '' : `-${short}, `}${flag(name)}`;
};

/** The exit statuses and what each means, for help and manual. */
export const exitStatuses: [status: number, means: string][] = [
	[0, 'done'],
	[1, 'unexpected error'],
	[2, 'the command line is wrong'],
	[3, 'blocked by the checklist; nothing was changed'],
	[4, 'failed and rolled back; the container runs on the source'],
	[5, 'needs a human; the last lines say what runs where and what to do'],
	[6, 'another migration of this container is under way'],
	[130, 'cancelled by the user; nothing was changed'],
];

/** 80 columns are the width of a manual; more would only make longer lines. */
const widthOf = (look: Look) => Math.min(look.columns, 80);

const title = (text: string, look: Look) => look.paint('strong', text);

const table = (rows: [head: string, text: string][], look: Look): string[] => {
	const columns = widthOf(look);
	const indent = Math.min(columns < 60 ? 20 : 33, Math.max(...rows.map(([head]) => head.length)) + 4);
	return rows.flatMap(([head, text]) =>
		head.length + 4 > indent
			? [`  ${head}`, ...hanging('', text, columns, indent)]
			: hanging(`  ${head}`, text, columns, indent),
	);
};

const optionRows = (name: CommandName, look: Look): string[] =>
	table(
		optionsOf(name).map((option): [string, string] => [optionHead(option), optionSpecs[option].help]),
		look,
	);

const exampleRows = (name: CommandName, look: Look): string[] =>
	commandSpecs[name].examples.flatMap(([line, does]) => [
		`  ${program} ${line}`.trimEnd(),
		look.paint('quiet', `      ${does}`),
	]);

const programHelp = (look: Look): string[] => [
	...wrap(`${program}: ${commandSpecs[''].summary}`, widthOf(look)),
	'',
	title('Usage', look),
	...table(
		[
			[program, 'the terminal user interface'],
			...listed().map((name): [string, string] => [`${program} ${usage(name)}`, commandSpecs[name].summary]),
		],
		look,
	),
	'',
	...wrap(
		'HOST and TARGET are ssh destinations: [user@]host, or a name from ~/.ssh/config. ID is the id of a migration, the beginning of one, or "last".',
		widthOf(look),
	),
	'',
	title('Options', look),
	...optionRows('', look),
	'',
	title('Examples', look),
	...exampleRows('', look),
	'',
	title('Exit status', look),
	...table(
		exitStatuses.map(([status, means]): [string, string] => [String(status).padStart(3), means]),
		look,
	),
	'',
	`${program} COMMAND --help shows the options and examples of a command.`,
];

const commandHelp = (name: CommandName, look: Look): string[] => [
	`${program} ${usage(name)}`,
	...wrap(`  ${commandSpecs[name].summary}`, widthOf(look)),
	...(commandSpecs[name].details ?? []).flatMap((text) => ['', ...wrap(text, widthOf(look))]),
	'',
	title('Options', look),
	...optionRows(name, look),
	'',
	title('Examples', look),
	...exampleRows(name, look),
];

/** The text of `--help`, of the program or of one command. */
export const help = (name: CommandName, look: Look): string[] =>
	name === '' ? programHelp(look) : commandHelp(name, look);
