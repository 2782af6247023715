import { type Kind, type OptionName, optionSpecs } from '../options.ts';
import { type CommandName, commandSpecs, listed, optionsOf } from '../table.ts';
import { single, sourceOf } from './words.ts';

const action = (kind: Kind | undefined): string => {
	const source = sourceOf(kind);
	if (source === undefined) return ' ';
	if ('files' in source) return '_files';
	if ('words' in source) return `(${source.words.join(' ')})`;
	// The blank keeps _arguments from putting options of its own before ours.
	return ` _lxc_ferry_ask ${source.ask}`;
};

/** Brackets and colons have a meaning in _arguments. */
const text = (help: string): string => help.replaceAll(/[[\]:\\]/g, '\\$&');

const option = (name: OptionName): string => {
	const { value, kind, help, repeatable } = optionSpecs[name];
	const spec = `${repeatable === true ? '*' : ''}--${name}[${text(help)}]`;
	return single(value === undefined ? spec : `${spec}:${value}:${action(kind)}`);
};

const argumentsOf = (name: CommandName): string[] =>
	commandSpecs[name].arguments.map((argument, index) => {
		const place = argument.repeatable === true ? '*' : `${index + 1}${argument.optional === true ? ':' : ''}`;
		return single(`${place}:${argument.name}:${action(argument.kind)}`);
	});

const commandCase = (name: CommandName): string =>
	`\t\t${name}) _arguments ${[...optionsOf(name).map(option), ...argumentsOf(name)].join(' \\\n\t\t\t')} ;;`;

/** Completions for zsh, a file for a directory of $fpath. */
export const zsh = (): string => `#compdef lxc-ferry
# made by: lxc-ferry completions zsh
_lxc_ferry_ask() {
	local -a found
	found=(\${(f)"$(lxc-ferry __complete $1 2>/dev/null)"})
	compadd -a found
}

_lxc-ferry() {
	local -a commands
	local curcontext=$curcontext state line
	commands=(
${listed()
	.map((name) => `\t\t${single(`${name}:${text(commandSpecs[name].summary)}`)}`)
	.join('\n')}
	)
	_arguments -C ${optionsOf('').map(option).join(' \\\n\t\t')} \\
		'1: :->command' '*:: :->rest'
	case $state in
		command) _describe command commands; return ;;
	esac
	case $line[1] in
${listed().map(commandCase).join('\n')}
	esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
	_lxc-ferry "$@"
else
	compdef _lxc-ferry lxc-ferry
fi
`;
