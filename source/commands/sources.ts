import type { Options } from './options.ts';
import { usageError } from './usage-error.ts';

/** The hosts of `--source`, each once; this machine when none was given. */
export const sourcesOf = ({ source = [] }: Options): string[] =>
	source.length === 0 ? ['localhost'] : [...new Set(source)];

/** The hosts that a command looks at: HOST..., or those of `--source`. */
export const hostsOf = (args: readonly string[], options: Options): string[] =>
	args.length === 0 ? sourcesOf(options) : [...new Set(args)];

/** The one host that a command is about. */
export const sourceOf = (options: Options): string => {
	const [first = '', second] = sourcesOf(options);
	if (second === undefined) return first;
	throw usageError('--source was given more than once', 'A container is on one host.', [
		'Name the host that has it. The screens, list and status take several.',
	]);
};
