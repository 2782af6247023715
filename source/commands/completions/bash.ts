import type { Kind, OptionName } from '../options.ts';
import { optionSpecs } from '../options.ts';
import { commandSpecs, listed, optionsOf } from '../table.ts';
import { sourceOf } from './words.ts';

/** The command that fills COMPREPLY for a kind of value. */
const reply = (kind: Kind | undefined): string => {
	const source = sourceOf(kind);
	if (source === undefined) return ':';
	if ('files' in source) return 'COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames';
	if ('words' in source) return `COMPREPLY=($(compgen -W "${source.words.join(' ')}" -- "$cur"))`;
	return `_lxc_ferry_ask ${source.ask}`;
};

const withValue = (Object.keys(optionSpecs) as OptionName[]).filter(
	(name) => optionSpecs[name].value !== undefined,
);

const values = (): string[] =>
	withValue.map((name) => `\t\t--${name}) ${reply(optionSpecs[name].kind)}; return ;;`);

const argumentCases = (): string[] =>
	listed().flatMap((name) =>
		commandSpecs[name].arguments.map(({ kind, repeatable }, index) => {
			const place = repeatable === true ? '*' : String(index);
			return `\t\t${name}:${place}) ${reply(kind)} ;;`;
		}),
	);

const optionCases = (): string[] => [
	`\t\t'') words="${optionsOf('')
		.map((option) => `--${option}`)
		.join(' ')}" ;;`,
	...listed().map(
		(name) =>
			`\t\t${name}) words="${optionsOf(name)
				.map((option) => `--${option}`)
				.join(' ')}" ;;`,
	),
];

/** Completions for bash. Needs nothing but bash 4.4. */
export const bash = (): string => `# bash completion for lxc-ferry; made by: lxc-ferry completions bash
_lxc_ferry_ask() {
	local word
	COMPREPLY=()
	while IFS= read -r word; do
		[[ $word == "$cur"* ]] && COMPREPLY+=("$(printf %q "$word")")
	done < <("\${COMP_WORDS[0]}" __complete "$1" 2>/dev/null)
}

_lxc_ferry() {
	local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command='' place=0 words='' i
	COMPREPLY=()
	case $prev in
${values().join('\n')}
	esac
	for ((i = 1; i < COMP_CWORD; i++)); do
		case \${COMP_WORDS[i]} in
			${withValue.map((name) => `--${name}`).join(' | ')}) ((i++)) ;;
			-*) ;;
			*) if [[ -z $command ]]; then command=\${COMP_WORDS[i]}; else ((place++)); fi ;;
		esac
	done
	case $command in
${optionCases().join('\n')}
	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W "$words" -- "$cur"))
		return
	fi
	case $command:$place in
		:*) COMPREPLY=($(compgen -W "${listed().join(' ')}" -- "$cur")) ;;
${argumentCases().join('\n')}
	esac
}

complete -F _lxc_ferry lxc-ferry
`;
