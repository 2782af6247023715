import { parseArgs } from 'node:util';
import { printable } from '../model/text.ts';
import { flag, type OptionName, type Options, optionSpecs } from './options.ts';
import { samples } from './samples.ts';
import { type CommandName, commandSpecs, listed, optionsOf } from './table.ts';
import { unknownWord, usageError } from './usage-error.ts';
import { validators } from './validate.ts';

/** A command line that was understood. */
export type Invocation = { command: CommandName; args: string[]; options: Options };

const program = 'lxc-ferry';
const helpFor = (command: CommandName) =>
	`${[program, command, '--help'].filter(Boolean).join(' ')} shows what it takes.`;
const flagsOf = (command: CommandName) => optionsOf(command).map((option) => `--${option}`);

const parseConfig = Object.fromEntries(
	Object.entries(optionSpecs).map(([name, { value, repeatable, short }]) => [
		name,
		{
			type: value === undefined ? ('boolean' as const) : ('string' as const),
			multiple: repeatable ?? false,
			...(short === undefined ? {} : { short }),
		},
	]),
);

const commandOf = (word: string | undefined): CommandName => {
	if (word === undefined) return '';
	if (Object.hasOwn(commandSpecs, word) && word !== '' && commandSpecs[word as CommandName].ready) {
		return word as CommandName;
	}
	throw unknownWord(
		`There is no command "${printable(word)}"`,
		word,
		listed(),
		`${program} --help shows the commands.`,
	);
};

/** The values that an option can have, where they can be listed. */
const valuesOf = (option: OptionName): string[] =>
	option === 'sample'
		? [`Recordings: ${[...samples().keys()].join(', ') || 'none came with this copy'}`]
		: [];

/** What node:util's parseArgs refuses, said as we say it. */
const refused = (error: NodeJS.ErrnoException, args: string[]): Error => {
	const name = /'(?:-\w, )?--?([^\s'=<]+)/.exec(error.message)?.[1] ?? '';
	const word = args.find((arg) => !arg.startsWith('-'));
	const command = word !== undefined && Object.hasOwn(commandSpecs, word) ? (word as CommandName) : '';
	if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
		const written = `${name.length > 1 ? '--' : '-'}${name}`;
		return unknownWord(
			`There is no option ${printable(written)}`,
			written,
			flagsOf(command),
			helpFor(command),
		);
	}
	if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && Object.hasOwn(optionSpecs, name)) {
		const option = name as OptionName;
		const switched = optionSpecs[option].value === undefined;
		return usageError(
			switched ? `--${name} takes no value` : `--${name} needs a value`,
			switched
				? 'It is a switch: it is there or not.'
				: `A value that begins with "-" is written --${name}=-value.`,
			[`Write it as ${flag(option)}`, ...valuesOf(option), helpFor(command)],
		);
	}
	return error;
};

const checkCount = (command: CommandName, args: string[]) => {
	const specs = commandSpecs[command].arguments;
	const missing = specs.find((spec, index) => spec.optional !== true && index >= args.length);
	const example = `Example: ${program} ${commandSpecs[command].examples[0]?.[0] ?? command}`;
	if (missing !== undefined) {
		throw usageError(`${missing.name} is missing`, `${program} ${command} can't know it.`, [
			example,
			helpFor(command),
		]);
	}
	const tooMany = args[specs.length];
	if (tooMany === undefined || specs.at(-1)?.repeatable === true) return;
	throw usageError(`"${printable(tooMany)}" is one argument too many`, 'A name with spaces must be quoted.', [
		example,
		helpFor(command),
	]);
};

const checkOptions = (command: CommandName, given: string[]) => {
	const known: readonly string[] = [...optionsOf(command), 'version'];
	const wrong = given.find((name) => !known.includes(name));
	if (wrong === undefined) return;
	throw unknownWord(
		command === '' ? `--${wrong} needs a command` : `${program} ${command} has no option --${wrong}`,
		`--${wrong}`,
		flagsOf(command),
		helpFor(command),
	);
};

const validated = (values: Record<string, unknown>): Options =>
	Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const kind = optionSpecs[name as OptionName].kind;
			if (kind === undefined) return [name, value];
			return [name, Array.isArray(value) ? value.map(validators[kind]) : validators[kind](value as string)];
		}),
	);

/** Reads the words of a command line; throws a `FerryError` with exit status 2 that says what to type instead. */
export const parse = (words: string[]): Invocation => {
	let parsed: ReturnType<typeof parseArgs>;
	try {
		parsed = parseArgs({ args: words, options: parseConfig, allowPositionals: true, strict: true });
	} catch (error) {
		throw refused(error as NodeJS.ErrnoException, words);
	}
	const [word, ...args] = parsed.positionals;
	const command = commandOf(word);
	checkOptions(command, Object.keys(parsed.values));
	if (parsed.values['help'] === true || parsed.values['version'] === true) {
		return { command, args, options: parsed.values as Options };
	}
	checkCount(command, args);
	const specs = commandSpecs[command].arguments;
	for (const [index, arg] of args.entries()) validators[(specs[index] ?? specs.at(-1))?.kind ?? 'file'](arg);
	return { command, args, options: validated(parsed.values) };
};
