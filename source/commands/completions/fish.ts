import { type Kind, type OptionName, optionSpecs } from '../options.ts';
import { type CommandName, commandSpecs, listed, optionsOf } from '../table.ts';
import { sourceOf } from './words.ts';

/** fish escapes only these two inside single quotes. */
const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;

const values = (kind: Kind | undefined): string => {
	const source = sourceOf(kind);
	if (source === undefined) return '-x';
	if ('files' in source) return '-r -F';
	if ('words' in source) return `-x -a ${quote(source.words.join(' '))}`;
	return `-x -a ${quote(`(lxc-ferry __complete ${source.ask} 2>/dev/null)`)}`;
};

const option = (name: OptionName, condition: string): string => {
	const { value, kind, short, help } = optionSpecs[name];
	return [
		'complete -c lxc-ferry',
		`-n ${quote(condition)}`,
		`-l ${name}`,
		...(short === undefined ? [] : [`-s ${short}`]),
		...(value === undefined ? [] : [values(kind)]),
		`-d ${quote(help)}`,
	].join(' ');
};

const commandLines = (name: CommandName): string[] => {
	const given = `__fish_seen_subcommand_from ${name}`;
	const kinds = [...new Set(commandSpecs[name].arguments.map(({ kind }) => kind))];
	return [
		`complete -c lxc-ferry -n __fish_use_subcommand -a ${name} -d ${quote(commandSpecs[name].summary)}`,
		...kinds
			.filter((kind) => sourceOf(kind) !== undefined)
			.map(
				(kind) =>
					`complete -c lxc-ferry -n ${quote(given)} ${values(kind)
						.replace(/^-r -F$/, '-F')
						.replace(/^-x /, '')}`,
			),
		...optionsOf(name).map((name) => option(name, given)),
	];
};

/** Completions for fish. */
export const fish = (): string =>
	[
		'# fish completion for lxc-ferry; made by: lxc-ferry completions fish',
		'complete -c lxc-ferry -f',
		...optionsOf('').map((name) => option(name, '__fish_use_subcommand')),
		...listed().flatMap(commandLines),
		'',
	].join('\n');
